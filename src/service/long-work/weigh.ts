import type { WeighedVideo } from '../../corpus/jobs/information.ts';
import { curatedVideoIds } from '../../corpus/queries/information.ts';
import type { ItemRecord } from '../../corpus/queries/items.ts';
import { video } from '../../corpus/queries/videos.ts';
import { information } from '../../policy/information.ts';
import type { VideoToSee, Weighing } from '../../training/protocol.ts';
import type { Weighed } from '../../training/weigh-items.ts';
import type { Session } from '../session.ts';

/** Curated videos that the others are compared with, at most: each is looked at once per request. */
const MOST_CURATED = 128;
/** What was weighed is written this many videos at a time. */
const WRITE_AT_ONCE = 64;

/** Whether an item waits for a person. */
export function isWaiting({ state }: ItemRecord): boolean {
  return state === 'open' || state === 'draft';
}

/** What the model is to weigh while it answers `asked`: those that wait for a person, against what is curated. */
export async function weighingOf(
  session: Session,
  asked: readonly ItemRecord[],
  signal: AbortSignal,
): Promise<Weighing> {
  const { db, paths } = session.project;
  const itemIds = asked.filter(isWaiting).map(({ id }) => id);
  if (itemIds.length === 0) return { itemIds, curated: [] };
  const curated: VideoToSee[] = [];
  for (const id of curatedVideoIds(db, MOST_CURATED)) {
    signal.throwIfAborted();
    const record = video(db, paths.dir, id);
    if (record === null) continue;
    const { path, fingerprint } = record;
    const found = await session.files.locate({ id, paths: [path], fingerprint });
    if (found.state === 'here') curated.push({ id, path: found.path, fingerprint });
  }
  return { itemIds, curated };
}

/** A video's value is that of its mean disagreement and its novelty. */
export function weighedVideo({ videoId, novelty, items }: Weighed): WeighedVideo {
  const mean = items.reduce((sum, each) => sum + each.disagreement, 0) / Math.max(1, items.length);
  const { value, disagreement } = information(mean, novelty);
  return {
    video: videoId,
    value,
    disagreement,
    novelty,
    items: items.map((each) => ({
      item: each.itemId,
      value: information(each.disagreement, novelty).value,
      disagreement: each.disagreement,
    })),
  };
}

/** Gathers what was weighed and writes it, so that the queue can be ordered by it. */
export class InformationKeeper {
  readonly #session: Session;
  readonly #policy: string;
  #waiting: WeighedVideo[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(session: Session, policy: string) {
    this.#session = session;
    this.#policy = policy;
  }

  keep(weighed: Weighed): void {
    this.#waiting.push(weighedVideo(weighed));
    if (this.#waiting.length >= WRITE_AT_ONCE) this.#write();
  }

  /** Writes what is left; what nobody waits for any more is forgotten. */
  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
    await this.#session.project.writer.job('settleInformation', {});
  }

  #write(): void {
    const videos = this.#waiting;
    if (videos.length === 0) return;
    this.#waiting = [];
    this.#writing = this.#writing.then(() =>
      this.#session.project.writer.job('writeInformation', { policy: this.#policy, videos }),
    );
    // A failure is told by `flush`; without this it would also count as unhandled until then.
    this.#writing.catch(() => undefined);
  }
}
