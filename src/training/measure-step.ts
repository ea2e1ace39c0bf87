import { denseSizesOf, emptyConfig } from '../policy/compact/config.ts';
import { freshStore } from '../policy/compact/parts.ts';
import { emptyLesson } from '../policy/dense/lesson.ts';
import { DenseTrainer } from '../policy/dense/trainer.ts';
import { Vocabulary } from '../policy/text/vocabulary.ts';
import { SessionError } from '../tensor/session.ts';
import type { DeviceName, StepReport } from './device-reports.ts';

/** Seconds after which no further step is begun. */
const ENOUGH = 0.6;

/**
 * Trains the dense network of the shipped size for a few steps on a made-up window: the shortest step counts. A graphics driver
 * may take the process down, and a slow one takes long: to be run in a process that may be ended.
 */
export async function measureStep(device: DeviceName, threads: number): Promise<StepReport> {
  const config = emptyConfig();
  const sizes = denseSizesOf(config);
  const lesson = emptyLesson(sizes);
  for (const kept of [lesson.keepCells, lesson.keepSteps, lesson.keepBlocks, lesson.weights]) kept.fill(1);
  const trainer = new DenseTrainer({
    store: freshStore(config, 'dense', 1),
    sizes,
    vocabulary: new Vocabulary(config.words),
    session: { device, threads },
    member: 0,
  });
  try {
    const begun = performance.now();
    let best = Infinity;
    // The first one also prepares the kernels.
    for (let step = 0; step === 0 || performance.now() - begun < ENOUGH * 1000; step++) {
      const start = performance.now();
      const { loss } = await trainer.step(lesson, 1e-3);
      if (!Number.isFinite(loss)) return { device, usable: false, reason: 'It computes wrong numbers.' };
      best = Math.min(best, (performance.now() - start) / 1000);
    }
    return { device, usable: true, secondsPerStep: best };
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return { device, usable: false, reason: firstLine(error.message) };
  } finally {
    await trainer.dispose();
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
