import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { command } from '../../src/corpus/commands/registry.ts';
import { openProject, openProjectReader } from '../../src/corpus/project.ts';
import * as training from '../../src/corpus/queries/training.ts';

const span = z.tuple([z.number(), z.number()]);
const sampleSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      id: z.string(),
      video: z.string(),
      intervals: z.array(span.nullable()),
      answer_index: z.int().optional(),
      saliency: z.looseObject({ clip_length: z.number(), scores: z.array(z.number()) }).optional(),
    }),
  ),
});
export type Sample = z.infer<typeof sampleSchema>;

/** The sample's document with its truth. */
export function readSample(file: string): Sample {
  return sampleSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The same document as a new user's would be: every item an open question, without its truth. */
export function openQuestions(sample: Sample): object {
  const items = sample.items.map(
    ({ intervals: _intervals, answer_index: _answer, saliency: _saliency, ...question }) => question,
  );
  return { ...sample, items };
}

/**
 * Curates every item as an annotator would, through the project's commands: one entry of the undo log per video.
 * @throws CorpusError when a truth does not fit its video.
 */
export async function curateFromTruth(
  dir: string,
  sample: Sample,
): Promise<{ items: number; videos: number }> {
  const project = await openProject(dir, { worker: false });
  try {
    const byVideo = Map.groupBy(sample.items, (item) => item.video);
    for (const items of byVideo.values())
      await project.writer.executeAll(
        items.map((item) =>
          command('setTruth', {
            item: item.id,
            intervals: item.intervals.map((each) =>
              each === null ? null : { start: { seconds: each[0] }, end: { seconds: each[1] } },
            ),
            state: 'curated',
            ...(item.answer_index === undefined ? {} : { answerIndex: item.answer_index }),
            ...(item.saliency === undefined
              ? {}
              : { saliency: { clipLength: item.saliency.clip_length, scores: item.saliency.scores } }),
          }),
        ),
        { annotator: 'local' },
      );
    return { items: sample.items.length, videos: byVideo.size };
  } finally {
    await project.close();
  }
}

/** Id of the policy that answers now. @throws Error when the project has none. */
export function currentPolicy(dir: string): string {
  const db = openProjectReader(dir);
  try {
    const current = training.currentPolicy(db);
    if (current === null) throw new Error('The project has no current policy.');
    return current.id;
  } finally {
    db.close();
  }
}
