import { basename } from 'node:path';
import type { TaskKind } from '../../tasks/task.ts';
import type { Finding } from '../../tasks/validation.ts';
import type { ReadableDb } from '../db.ts';
import { CorpusError } from '../errors.ts';
import { projectRevision } from '../queries/project.ts';
import { labelByKey } from '../rows.ts';
import { promptTexts, storedPrompt } from '../stored-prompt.ts';
import type { BulkEdit, BulkStep, BulkTarget } from './edit.ts';
import { BulkPlanner, targetKeys, type ItemPlan } from './plan.ts';
import { BulkTally, type BulkCounts } from './tally.ts';

/** What a person knows an item by. */
export interface NamedItem {
  readonly task: TaskKind;
  /** Its query, first sentence, question or label. */
  readonly text: string;
  readonly videoId: string;
  /** The name of the video's file. */
  readonly videoTitle: string;
}

/** A change as it is shown before it is made. */
export interface BulkExample extends NamedItem {
  readonly step: BulkStep;
  /** Ticks. */
  readonly videoStart: number;
  readonly videoEnd: number;
  readonly timebase: { readonly num: number; readonly den: number };
}

/** An item that is left as it is because of what is wrong in it. */
export interface BulkLeft extends NamedItem {
  readonly item: string;
  readonly fault: Finding;
}

export interface BulkPreview {
  readonly found: number;
  readonly counts: BulkCounts;
  /** Of the first items that change, spread over kinds of steps. */
  readonly examples: readonly BulkExample[];
  /** The first items that are left for what is wrong in them. */
  readonly left: readonly BulkLeft[];
  /** What `bulkEdit` must be given: it refuses when it would do something else by then. */
  readonly digest: string;
}

const EXAMPLES = 8;
/** Reads go on for this long before others get their turn. */
const SLICE_MS = 12;

/**
 * What an edit would do, without doing it. Lets other work in between; the corpus may change meanwhile, then it begins anew.
 * @throws CorpusError 'refused', 'not-found'; what `signal` was aborted with
 */
export async function previewBulk(
  db: ReadableDb,
  target: BulkTarget,
  edit: BulkEdit,
  signal?: AbortSignal,
): Promise<BulkPreview> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const done = await attemptPreview(db, target, edit, signal);
    if (done !== null) return done;
  }
  throw new CorpusError('refused', 'The project keeps changing; wait until that has ended and look again.');
}

async function attemptPreview(
  db: ReadableDb,
  target: BulkTarget,
  edit: BulkEdit,
  signal: AbortSignal | undefined,
): Promise<BulkPreview | null> {
  const revision = projectRevision(db);
  const keys = targetKeys(db, target);
  const planner = new BulkPlanner(db, edit);
  const tally = new BulkTally();
  const examples: BulkExample[] = [];
  const left: BulkLeft[] = [];
  let began = performance.now();
  for (const key of keys) {
    const plan = planner.plan(key);
    if (plan !== null) {
      tally.add(plan);
      if (plan.fault !== undefined && left.length < EXAMPLES)
        left.push({ item: plan.item.id, ...named(db, plan), fault: plan.fault });
      const [step] = plan.steps;
      if (step !== undefined && examples.length < EXAMPLES)
        examples.push({
          step,
          ...named(db, plan),
          videoStart: plan.video.start_tick,
          videoEnd: plan.video.end_tick,
          timebase: { num: plan.video.timebase_num, den: plan.video.timebase_den },
        });
    }
    if (performance.now() - began < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    if (!db.isOpen) throw new CorpusError('closed', 'The project was closed.');
    if (projectRevision(db) !== revision) return null;
    began = performance.now();
  }
  return { found: keys.length, counts: tally.counts(), examples, left, digest: tally.digest() };
}

function named(db: ReadableDb, { item, video }: ItemPlan): NamedItem {
  const label = item.label === null ? null : labelByKey(db, item.label).name;
  const [text] = promptTexts(storedPrompt(item.task, item.prompt));
  return {
    task: item.task,
    text: label ?? text ?? '',
    videoId: video.id,
    videoTitle: basename(video.file.replaceAll('\\', '/')),
  };
}
