import type { Random } from '../../tensor/random.ts';
import type { Interval } from '../../time/interval.ts';
import type { DenseModel, VideoHeads } from '../dense/model.ts';
import { at, f32, f64 } from '../indexing.ts';
import type { Question } from '../policy.ts';
import { between } from '../random.ts';
import { EVIDENCE, findCandidates, overlapRatio, runningSums, type Candidates } from './candidates.ts';
import { relationsOf, STATICS, writeStatics } from './features.ts';
import type { AskedSpans } from './grammar.ts';
import { bucketOf, candidateShares, MOST_UNITS, unitsOf, type Bucket, type Unit } from './units.ts';

/** Numbers per candidate and concept of the bank: inside it, shortly before, ever before, ever after. */
export const BANK_FEATURES = 4;
/** "Shortly before", in steps. */
const SHORTLY = 12;

/** A question with its candidates and all that the policy over intervals is fed about them. */
export interface PreparedQuestion extends AskedSpans {
  readonly bucket: Bucket;
  /** Seconds from the first step to the end of the video. */
  readonly length: number;
  readonly texts: readonly string[];
  /** [candidates, STATICS] */
  readonly statics: Float32Array;
  /** [candidates, candidates, RELATIONS] */
  readonly relations: Float32Array;
  /** [candidates, concepts, BANK_FEATURES] */
  readonly bank: Float32Array;
}

/** Changes to a question's candidates in training. Edges of the truth are to be stretched by the same factor. */
export interface Shake {
  readonly stretch: number;
  /** Share of candidates dropped; the best match of each interval of `keep` stays. */
  readonly drop: number;
  readonly noise: number;
  readonly keep: readonly Interval[];
  readonly random: Random;
}

export function randomShake(random: Random, keep: readonly Interval[]): Shake {
  const stretch = Math.exp(between(random, -0.3, 0.3));
  return { stretch, drop: between(random, 0, 0.25), noise: 0.04, keep, random };
}

/** Reads tracks off the dense network and keeps them: one entry per video and text. */
export class EvidenceReader {
  readonly #dense: DenseModel;
  readonly #bank: readonly string[];
  #found = new WeakMap<VideoHeads, Map<string, Candidates>>();
  #banks = new WeakMap<VideoHeads, readonly Float32Array[]>();
  #asked = new WeakMap<Question, PreparedQuestion>();

  constructor(dense: DenseModel, bank: readonly string[]) {
    this.#dense = dense;
    this.#bank = bank;
  }

  /** Drops what was read with earlier weights of the dense network. */
  forget(): void {
    this.#found = new WeakMap();
    this.#banks = new WeakMap();
    this.#asked = new WeakMap();
  }

  /** Questions as they are asked, with their candidates; kept for as long as the question objects live. */
  async prepareAsked(questions: readonly Question[]): Promise<PreparedQuestion[]> {
    const missing = questions.filter((question) => !this.#asked.has(question));
    const made = await this.prepare(missing);
    missing.forEach((question, i) => this.#asked.set(question, at(made, i)));
    return questions.map((question) => this.#asked.get(question)).filter((each) => each !== undefined);
  }

  /** The bank's concepts, [concepts, members * concept]. */
  async bankConcepts(): Promise<Float32Array[]> {
    const found = await this.#dense.concepts(this.#bank);
    return this.#bank.map((text) => found.get(text) ?? new Float32Array(0));
  }

  /** Questions with their candidates, best first in each unit; shaken where asked for. */
  async prepare(
    questions: readonly Question[],
    shakes?: readonly (Shake | null)[],
  ): Promise<PreparedQuestion[]> {
    const units = questions.map((question) => unitsOf(question.prompt).slice(0, MOST_UNITS));
    await this.#dense.concepts([...units.flat().map(({ text }) => text), ...this.#bank]);
    const prepared: PreparedQuestion[] = [];
    for (const [i, question] of questions.entries()) {
      const heads = await this.#dense.heads(question.features);
      prepared.push(await this.#prepareOne(question, at(units, i), heads, shakes?.[i] ?? null));
    }
    return prepared;
  }

  async #prepareOne(
    question: Question,
    units: readonly Unit[],
    heads: VideoHeads,
    shake: Shake | null,
  ): Promise<PreparedQuestion> {
    const bucket = bucketOf(units, heads.length);
    const shares = candidateShares(units, bucket);
    const rows: { unit: number; start: number; end: number; evidence: Float32Array }[] = [];
    for (const [unit, { text }] of units.entries()) {
      const found = await this.#candidates(heads, text, bucket.candidates);
      const kept = Math.min(found.start.length, at(shares, unit));
      for (const i of keptCandidates(found, kept, heads.origin, shake))
        rows.push({
          unit,
          start: f64(found.start, i),
          end: f64(found.end, i),
          evidence: found.evidence.subarray(i * EVIDENCE, (i + 1) * EVIDENCE),
        });
    }
    const stretch = shake?.stretch ?? 1;
    const length = heads.length * stretch;
    const statics = new Float32Array(rows.length * STATICS);
    rows.forEach(({ unit, start, end, evidence }, row) => {
      const span = { start: start * stretch, end: end * stretch, isOption: at(units, unit).isOption };
      writeStatics(statics, row, span, shaken(evidence, shake), length);
    });
    const [start, end] = [
      Float64Array.from(rows, (row) => row.start),
      Float64Array.from(rows, (row) => row.end),
    ];
    const bank = await this.#bankFeatures(heads, start, end);
    const [from, to] = [start.map((edge) => edge * stretch), end.map((edge) => edge * stretch)];
    return {
      task: question.prompt.task,
      prompt: question.prompt,
      unitOf: Int32Array.from(rows, (row) => row.unit),
      unitCount: question.prompt.task === 'DTG' ? question.prompt.sentences.length : units.length,
      optionCount: units.filter(({ isOption }) => isOption).length,
      start: from,
      end: to,
      origin: heads.origin,
      bucket,
      length,
      texts: units.map(({ text }) => text),
      statics,
      relations: relationsOf(from, to),
      bank,
    };
  }

  async #candidates(heads: VideoHeads, text: string, most: number): Promise<Candidates> {
    const known = this.#found.get(heads) ?? new Map<string, Candidates>();
    this.#found.set(heads, known);
    const key = `${most} ${text}`;
    const found =
      known.get(key) ?? findCandidates(await this.tracks(heads, text), heads.step, heads.length, most);
    known.set(key, found);
    return found;
  }

  /** Probabilities of a text on a video, per step. */
  async tracks(heads: VideoHeads, text: string) {
    const concept = (await this.#dense.concepts([text])).get(text) ?? new Float32Array(0);
    return this.#dense.tracks(heads, concept);
  }

  async #bankFeatures(heads: VideoHeads, start: Float64Array, end: Float64Array): Promise<Float32Array> {
    let tracks = this.#banks.get(heads);
    if (tracks === undefined) {
      const concepts = await this.bankConcepts();
      tracks = concepts.map((concept) => this.#dense.tracks(heads, concept).inside);
      this.#banks.set(heads, tracks);
    }
    const out = new Float32Array(start.length * tracks.length * BANK_FEATURES);
    tracks.forEach((track, concept) => {
      writeBank(out, concept, tracks.length, track, heads.step, start, end);
    });
    return out;
  }
}

/** Candidates that stay after some were dropped: the first, and the best match of each interval that must be findable. */
function keptCandidates(found: Candidates, count: number, origin: number, shake: Shake | null): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (shake === null) return all;
  const needed = new Set([0]);
  for (const { start, end } of shake.keep) {
    let best = 0;
    let most = -1;
    for (const i of all) {
      const ratio = overlapRatio(f64(found.start, i), f64(found.end, i), start - origin, end - origin);
      if (ratio > most) [best, most] = [i, ratio];
    }
    needed.add(best);
  }
  return all.filter((i) => shake.random.uniform() >= shake.drop || needed.has(i));
}

function shaken(evidence: Float32Array, shake: Shake | null): Float32Array {
  if (shake === null) return evidence;
  return evidence.map((value) => Math.max(-0.5, Math.min(2, value + shake.noise * shake.random.normal())));
}

function writeBank(
  out: Float32Array,
  concept: number,
  concepts: number,
  track: Float32Array,
  step: number,
  start: Float64Array,
  end: Float64Array,
): void {
  const count = track.length;
  const sums = runningSums(track);
  const before = new Float32Array(count);
  const after = new Float32Array(count);
  for (let i = 0; i < count; i++) before[i] = Math.max(f32(track, i), i === 0 ? 0 : f32(before, i - 1));
  for (let i = count - 1; i >= 0; i--)
    after[i] = Math.max(f32(track, i), i === count - 1 ? 0 : f32(after, i + 1));
  for (let row = 0; row < start.length; row++) {
    const a = Math.max(0, Math.min(count - 1, Math.floor(f64(start, row) / step + 0.5)));
    const b = Math.max(a + 1, Math.min(count, Math.floor(f64(end, row) / step + 0.5)));
    const low = Math.max(0, a - SHORTLY);
    const base = (row * concepts + concept) * BANK_FEATURES;
    out[base] = (f64(sums, b) - f64(sums, a)) / (b - a);
    out[base + 1] = (f64(sums, a) - f64(sums, low)) / Math.max(1, a - low);
    out[base + 2] = f32(before, Math.max(a - 1, 0));
    out[base + 3] = f32(after, Math.min(b, count - 1));
  }
}
