import { RunCancelledError } from './errors.ts';
import type { PolicyKit } from './policy-kit.ts';
import { toTrainer, type FromTrainer, type TrainerRun } from './protocol.ts';
import { runTraining } from './run-training.ts';
import { StepControl } from './step-control.ts';
import { lowerPriority, openWorkerChannel } from './worker-channel.ts';

/** Milliseconds between two progress messages of one stage. */
const PROGRESS_MS = 100;

/**
 * The trainer process: waits for `start` on its socket, trains, tells what happens, and ends with `result`, `failed` or
 * `cancelled`. It knows the corpus only as the snapshot file it is given and never opens the database.
 */
export async function runTrainerWorker(socketPath: string, kit: PolicyKit): Promise<void> {
  lowerPriority();
  let started = false;
  const control = new StepControl((paused) => {
    channel.send({ type: 'state', state: paused ? 'paused' : 'running' });
  });
  const channel = await openWorkerChannel<Message, FromTrainer>({
    socketPath,
    schema: toTrainer,
    onMessage: (message) => {
      if (message.type === 'start') {
        if (started) channel.send({ type: 'error', sentence: 'This process already has a run.' });
        else {
          started = true;
          void work(message.run);
        }
      } else control[message.type]();
    },
    onClosed: () => control.cancel(),
  });

  async function work(run: TrainerRun): Promise<void> {
    channel.send({ type: 'state', state: 'running' });
    let toldAt = 0;
    let toldStage = '';
    try {
      const result = await runTraining(run, kit, control, {
        onProgress: (progress) => {
          const now = performance.now();
          if (progress.stage === toldStage && now - toldAt < PROGRESS_MS) return;
          [toldAt, toldStage] = [now, progress.stage];
          channel.send({ type: 'progress', ...progress });
        },
        onEvent: (event) => channel.send({ type: 'event', event }),
        onWarning: (sentence) => channel.send({ type: 'log', level: 'warning', sentence }),
      });
      channel.send({ type: 'result', result });
    } catch (error) {
      if (error instanceof RunCancelledError) channel.send({ type: 'cancelled' });
      else channel.send({ type: 'failed', sentence: sentenceOf(error) });
    }
    await channel.end();
    process.exit(0);
  }
}

type Message = ReturnType<typeof toTrainer.parse>;

function sentenceOf(error: unknown): string {
  const sentence = error instanceof Error ? error.message : String(error);
  return sentence === '' ? 'The run failed without saying why.' : sentence;
}
