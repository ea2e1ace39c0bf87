import { float32Data } from '../../tensor/host-tensor.ts';
import type { SessionOptions } from '../../tensor/session.ts';
import { createForward, type Forward } from '../../tensor/model-graph.ts';
import type { ParameterStore } from '../../tensor/parameter-store.ts';
import { concat } from '../../tensor/ops/index.ts';
import { Random } from '../../tensor/random.ts';
import { sizeOf } from '../../tensor/shape.ts';
import { FeaturesError, openFeatures, type StepFeatures } from '../features/step-features.ts';
import { f32, f64 } from '../indexing.ts';
import { storedParameters } from '../nets/parameters.ts';
import { textInput } from '../nets/text-input.ts';
import type { SeeOptions, VideoFeatures } from '../policy.ts';
import type { Tracks } from '../spans/candidates.ts';
import type { Vocabulary } from '../text/vocabulary.ts';
import { writeEncoded } from './encoded-input.ts';
import { memberScope, membersOf } from './members.ts';
import {
  concepts,
  stepHeads,
  textInputs,
  TRACKS,
  windowInputs,
  windowValues,
  type DenseSizes,
} from './network.ts';
import { PLAIN, writePatches, writeSound } from './window.ts';

/** Steps of the longest window; longer videos are seen through several, so that memory stays bounded. */
const LONGEST_WINDOW = 320;
/** Window lengths are multiples of this, so that few graphs are built. */
const WINDOW_UNIT = 32;
/** Steps that neighbouring windows share on each side; only their middles are used. */
const OVERLAP = 32;
/** Texts of one run of the text encoder. */
const TEXT_ROWS = 32;
/** Graphs kept ready; each holds the memory of its largest run. */
const KEPT_GRAPHS = 2;

/** What a video looks like to the dense network: one vector per step and track, [count, 3, members * concept]. */
export interface VideoHeads {
  readonly count: number;
  /** Seconds per step. */
  readonly step: number;
  /** Second at which step 0 begins. */
  readonly origin: number;
  /** Seconds from there to the end of the video. */
  readonly length: number;
  readonly data: Float32Array;
}

export interface DenseOptions {
  readonly store: ParameterStore;
  readonly sizes: DenseSizes;
  /** How many networks share the store (members.ts); their logits are averaged. */
  readonly members: number;
  readonly vocabulary: Vocabulary;
  /** Name of the extractor whose features it reads. */
  readonly extractor: string;
  readonly session: SessionOptions;
}

/**
 * The dense network in use: pictures and sound of a video once, each text once, then any text's tracks by a product.
 * What it works out is kept as long as its weights stay; `forget` after they changed.
 */
export class DenseModel {
  readonly options: DenseOptions;
  readonly #graphs = new Map<number, WindowGraph>();
  #textGraph: Forward | null = null;
  #videos = new WeakMap<VideoFeatures, VideoHeads>();
  #concepts = new Map<string, Float32Array>();

  constructor(options: DenseOptions) {
    this.options = options;
  }

  /** Drops what was worked out with earlier weights. */
  forget(): void {
    this.#videos = new WeakMap();
    this.#concepts = new Map();
  }

  /**
   * What a whole video looks like, window by window; worked out once for as long as the features object lives.
   * @throws FeaturesError when the features are of another extractor or size; the signal's reason when aborted.
   */
  async heads(features: VideoFeatures, watch?: SeeOptions): Promise<VideoHeads> {
    const known = this.#videos.get(features);
    if (known !== undefined) return known;
    const video = openFeatures(features, this.options.extractor);
    const data = watch?.known ?? (await this.#lookThrough(video, watch));
    if (data.length !== video.count * TRACKS * this.#width)
      throw new FeaturesError('What was kept of this video does not fit this policy.');
    const { count, step, origin, duration } = video;
    const heads = { count, step, origin, length: duration - origin, data };
    this.#videos.set(features, heads);
    return heads;
  }

  /** The concept of each text, [members * concept]: that of the first member comes first. */
  async concepts(texts: readonly string[]): Promise<Map<string, Float32Array>> {
    const missing = [...new Set(texts)].filter((text) => !this.#concepts.has(text));
    for (let from = 0; from < missing.length; from += TEXT_ROWS) {
      const batch = missing.slice(from, from + TEXT_ROWS);
      const found = await this.#read(batch);
      batch.forEach((text, i) => {
        const width = this.#width;
        this.#concepts.set(text, found.slice(i * width, (i + 1) * width));
      });
    }
    return new Map(texts.map((text) => [text, this.#concepts.get(text) ?? new Float32Array(0)]));
  }

  /** Probabilities of a concept on a video, per step. */
  tracks(heads: VideoHeads, concept: Float32Array): Tracks {
    const width = concept.length;
    const { store, members, sizes } = this.options;
    const scale = 1 / (members * Math.sqrt(sizes.concept));
    const levels = membersOf(members).map((member) =>
      store.read(member === 0 ? 'levels' : `member${member}/levels`),
    );
    const track = (which: number) => {
      const out = new Float32Array(heads.count);
      const level = levels.reduce((sum, own) => sum + f32(own, which) / members, 0);
      for (let i = 0; i < heads.count; i++) {
        let sum = 0;
        const base = (i * TRACKS + which) * width;
        for (let k = 0; k < width; k++) sum += (heads.data[base + k] ?? 0) * (concept[k] ?? 0);
        out[i] = 1 / (1 + Math.exp(-(sum * scale + level)));
      }
      return out;
    };
    return { inside: track(0), start: track(1), end: track(2) };
  }

  /** Numbers per step, track and concept. */
  get #width(): number {
    return this.options.members * this.options.sizes.concept;
  }

  async dispose(): Promise<void> {
    for (const { graph } of this.#graphs.values()) await graph.dispose();
    await this.#textGraph?.dispose();
    this.#graphs.clear();
    this.#textGraph = null;
  }

  async #lookThrough(video: StepFeatures, watch?: SeeOptions): Promise<Float32Array> {
    const size = TRACKS * this.#width;
    const data = new Float32Array(video.count * size);
    for (const window of windowsOf(video.count)) {
      const seen = await this.#look(video, window);
      data.set(
        seen.subarray((window.keepFrom - window.from) * size, (window.keepTo - window.from) * size),
        window.keepFrom * size,
      );
      watch?.onProgress?.(window.keepTo / video.count);
      // Lets a cancel in: native runs keep the thread busy.
      if (watch?.signal !== undefined) await new Promise((resolve) => setImmediate(resolve));
      watch?.signal?.throwIfAborted();
    }
    return data;
  }

  async #look(video: StepFeatures, window: VideoWindow): Promise<Float32Array> {
    const { graph, patches, sound, encoded } = await this.#graphFor(window.steps.length);
    // Nothing may be awaited from here to the run: the arrays are shared by all windows of this length.
    const plan = { steps: window.steps, look: PLAIN };
    writePatches(patches, video, plan, Random.seeded(0));
    writeSound(sound, video, plan);
    if (encoded !== undefined) writeEncoded(encoded, video, window.steps);
    const { heads } = await graph.run({ patches, sound, ...(encoded !== undefined && { encoded }) });
    if (heads === undefined) throw new RangeError('The dense network gave no heads.');
    return float32Data(heads);
  }

  async #graphFor(steps: number): Promise<WindowGraph> {
    const known = this.#graphs.get(steps);
    if (known !== undefined) {
      this.#graphs.delete(steps);
      this.#graphs.set(steps, known);
      return known;
    }
    const { sizes, store, session, members } = this.options;
    const inputs = windowInputs(sizes, steps);
    const graph = await createForward({
      name: 'dense',
      store,
      inputs,
      build: (net) => {
        const window = windowValues(sizes, (name) => net.input(name));
        const all = storedParameters(net);
        const heads = membersOf(members).map((member) => stepHeads(memberScope(all, member), sizes, window));
        return { heads: concat(heads, 2) };
      },
      session,
    });
    const array = (name: string) => new Float32Array(sizeOf(inputs[name]?.shape ?? []));
    const made = {
      graph,
      patches: array('patches'),
      sound: array('sound'),
      ...(sizes.encoded === undefined ? {} : { encoded: array('encoded') }),
    };
    this.#graphs.set(steps, made);
    const [oldest] = this.#graphs;
    if (this.#graphs.size > KEPT_GRAPHS && oldest !== undefined) {
      this.#graphs.delete(oldest[0]);
      await oldest[1].graph.dispose();
    }
    return made;
  }

  async #read(texts: readonly string[]): Promise<Float32Array> {
    const { sizes, vocabulary, store, session, members } = this.options;
    this.#textGraph ??= await createForward({
      name: 'concepts',
      store,
      inputs: textInputs(sizes, TEXT_ROWS),
      build: (net) => {
        const text = { ids: net.input('ids'), mask: net.input('mask') };
        const all = storedParameters(net);
        const found = membersOf(members).map((member) =>
          concepts(memberScope(all, member), sizes, vocabulary.size, text),
        );
        return { concepts: concat(found, 1) };
      },
      session,
    });
    const { ids, mask } = textInput(vocabulary, texts, TEXT_ROWS, sizes.text.length);
    const { concepts: found } = await this.#textGraph.run({ ids, mask });
    if (found === undefined) throw new RangeError('The text encoder gave no concepts.');
    return float32Data(found);
  }
}

/** Mean of a video's vectors over its steps: what it is like as a whole. */
export function meanHeads({ count, data }: VideoHeads): Float32Array {
  const size = count === 0 ? 0 : data.length / count;
  const sums = new Float64Array(size);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < size; k++) sums[k] = f64(sums, k) + f32(data, i * size + k);
  return Float32Array.from(sums, (sum) => sum / count);
}

/** The network for windows of one length, with the arrays that it is fed from. */
interface WindowGraph {
  readonly graph: Forward;
  readonly patches: Float32Array;
  readonly sound: Float32Array;
  readonly encoded?: Float32Array;
}

interface VideoWindow {
  /** Step of the video at each place of the window. */
  readonly steps: Int32Array;
  readonly from: number;
  /** The part of the window that is used, as steps of the video. */
  readonly keepFrom: number;
  readonly keepTo: number;
}

/** Windows over a video of `count` steps; a short video is continued by its mirror image. */
export function windowsOf(count: number): VideoWindow[] {
  if (count <= LONGEST_WINDOW) {
    const length = Math.ceil(count / WINDOW_UNIT) * WINDOW_UNIT;
    return [{ steps: mirrored(count, length), from: 0, keepFrom: 0, keepTo: count }];
  }
  const windows: VideoWindow[] = [];
  let keepFrom = 0;
  while (keepFrom < count) {
    const from = Math.min(Math.max(0, keepFrom - OVERLAP), count - LONGEST_WINDOW);
    const last = from + LONGEST_WINDOW >= count;
    const keepTo = last ? count : from + LONGEST_WINDOW - OVERLAP;
    windows.push({
      steps: Int32Array.from({ length: LONGEST_WINDOW }, (_, i) => from + i),
      from,
      keepFrom,
      keepTo,
    });
    keepFrom = keepTo;
  }
  return windows;
}

/** 0, 1, ..., count - 1, count - 1, ..., 1, 0, 0, 1, ... up to `length` places. */
export function mirrored(count: number, length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => {
    const place = i % (2 * count);
    return place < count ? place : 2 * count - 1 - place;
  });
}
