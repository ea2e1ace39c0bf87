import type { AssetKind } from './assets.ts';
import { sentenceOf } from './sentence.ts';

/** How an asset stands when it is asked for. */
export type AssetAnswer =
  | { readonly state: 'ready'; readonly bytes: Buffer }
  | { readonly state: 'making' }
  | { readonly state: 'refused'; readonly sentence: string };

export interface AssetMaking {
  /** What was made before, or null. Quick: it waits for nobody. */
  readonly cached: () => Promise<Buffer | null>;
  readonly make: (signal: AbortSignal) => Promise<Buffer>;
}

type Ended = Exclude<AssetAnswer, { state: 'making' }>;

/** One asset that is being looked for or made, however many ask for it. */
interface InHand {
  /** From the cache, or null when it must be made. */
  readonly looked: Promise<Ended | null>;
  readonly ended: Promise<Ended>;
}

interface Task {
  readonly key: string;
  readonly make: AssetMaking['make'];
  readonly ended: (answer: Ended) => void;
}

/** Two at once: pictures come quickly while the page and the decoder still have room. */
const AT_ONCE = 2;
/** What is not made within this time is answered with `making`; what is cached is always answered at once. */
const PATIENCE_MS = 120;
const CLOSED: Ended = { state: 'refused', sentence: 'The project was closed.' };
/** A refusal is remembered for this long, so that a broken file is not decoded anew with every scroll of the list. */
const REFUSED_MS = 30_000;

/**
 * Makes pictures and waveforms for the page. The latest wish goes first: a person who scrolls wants what is in view now. A
 * request never holds its connection while something is made, since the page has only six.
 */
export class AssetDesk {
  readonly #waiting: Task[] = [];
  readonly #inHand = new Map<string, InHand>();
  readonly #refused = new Map<string, { readonly sentence: string; readonly until: number }>();
  readonly #controller = new AbortController();
  readonly #tell: (videoId: string, kind: AssetKind, ready: boolean) => void;
  #running = 0;

  /** @param tell Told when something that was answered with `making` is there, or cannot be made. */
  constructor(tell: (videoId: string, kind: AssetKind, ready: boolean) => void) {
    this.#tell = tell;
  }

  async ask(
    videoId: string,
    kind: AssetKind,
    fingerprint: string,
    making: AssetMaking,
  ): Promise<AssetAnswer> {
    const key = `${kind} ${fingerprint}`;
    const refusal = this.#refused.get(key);
    if (refusal !== undefined && refusal.until > Date.now())
      return { state: 'refused', sentence: refusal.sentence };
    const { looked, ended } = this.#inHand.get(key) ?? this.#start(key, making);
    const found = await looked;
    if (found !== null) return found;
    const { promise: patience, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(resolve, PATIENCE_MS, null);
    const answer = await Promise.race([ended, patience]);
    clearTimeout(timer);
    if (answer !== null) return answer;
    void ended.then(({ state }) => {
      if (!this.#controller.signal.aborted) this.#tell(videoId, kind, state === 'ready');
    });
    return { state: 'making' };
  }

  /** Ends everything that is being made; used when the project is closed. */
  async stop(): Promise<void> {
    this.#controller.abort();
    for (const task of this.#waiting.splice(0)) task.ended(CLOSED);
    await Promise.all([...this.#inHand.values()].map(({ ended }) => ended));
  }

  #start(key: string, { cached, make }: AssetMaking): InHand {
    const looked = cached().then(
      (bytes): Ended | null => (bytes === null ? null : { state: 'ready', bytes }),
      () => null,
    );
    const ended = looked
      .then((found) => found ?? this.#queue(key, make))
      .finally(() => this.#inHand.delete(key));
    const inHand = { looked, ended };
    this.#inHand.set(key, inHand);
    return inHand;
  }

  #queue(key: string, make: AssetMaking['make']): Promise<Ended> {
    if (this.#controller.signal.aborted) return Promise.resolve(CLOSED);
    const { promise, resolve } = Promise.withResolvers<Ended>();
    this.#waiting.push({ key, make, ended: resolve });
    this.#next();
    return promise;
  }

  #next(): void {
    if (this.#running >= AT_ONCE) return;
    const task = this.#waiting.pop();
    if (task === undefined) return;
    this.#running += 1;
    void this.#run(task).finally(() => {
      this.#running -= 1;
      this.#next();
    });
  }

  async #run({ key, make, ended }: Task): Promise<void> {
    try {
      ended({ state: 'ready', bytes: await make(this.#controller.signal) });
    } catch (error) {
      const sentence = sentenceOf(error);
      if (!this.#controller.signal.aborted)
        this.#refused.set(key, { sentence, until: Date.now() + REFUSED_MS });
      ended({ state: 'refused', sentence });
    }
  }
}
