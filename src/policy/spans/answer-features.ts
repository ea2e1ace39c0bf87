import { at, f32, f64 } from '../indexing.ts';
import { RELATIONS, type Scene } from './features.ts';
import type { Progress } from './grammar.ts';

/** Numbers per question about its evidence: how many intervals, and in which quarter of the video they lie. */
export const EVIDENCE_SUMMARY = 12;
/** Numbers per option that do not depend on the evidence. */
export const OPTION_STATICS = 7;
/** Numbers per option that do. */
export const OPTION_MATCH = 10;

const COUNTS = [1, 2, 3, 4, 5, 6, 7, 8];
const QUARTERS = [0.125, 0.375, 0.625, 0.875];

/** What the answer is chosen by, after the evidence was emitted (policy-study.md 2.5, "Answer"). */
export interface AnswerFeatures {
  readonly evidence: Float32Array;
  /** [options, OPTION_STATICS + OPTION_MATCH] */
  readonly options: Float32Array;
}

/**
 * Features of a GVQA answer: a pure function of the question, the candidates' confidences and the emitted evidence.
 * @param likelihood of each candidate before de-duplication, in [0, 1]; @param firstOption unit of the first option.
 */
export function answerFeatures(
  scene: Scene,
  likelihood: Float32Array,
  progress: Progress,
  options: { readonly first: number; readonly count: number },
  duration: number,
): AnswerFeatures {
  const { emitted } = progress;
  const middle = (candidate: number | undefined) =>
    candidate === undefined ? 0 : (f64(scene.start, candidate) + f64(scene.end, candidate)) / 2 / duration;
  const evidence = Float32Array.of(
    ...COUNTS.map((count) => Math.exp(-(((emitted.length - count) / 0.5) ** 2))),
    ...QUARTERS.map((place) => Math.exp(-(((middle(emitted[0]) - place) / 0.12) ** 2))),
  );
  const width = OPTION_STATICS + OPTION_MATCH;
  const rows = new Float32Array(options.count * width);
  for (let option = 0; option < options.count; option++) {
    const own = candidatesOf(scene, options.first + option);
    rows.set(optionStatics(scene, likelihood, own, duration), option * width);
    const match = [0, 1].map((place) => matchOf(scene, likelihood, own, emitted[place]));
    rows.set(
      [
        ...match.map(({ isOwn }) => isOwn),
        ...match.map(({ overlap }) => overlap),
        ...match.map(({ confident }) => confident),
        emitted.length / 5,
        middle(emitted[0]),
        middle(emitted.at(-1)),
        options.count / 5,
      ],
      option * width + OPTION_STATICS,
    );
  }
  return { evidence, options: rows };
}

function candidatesOf(scene: Scene, unit: number): number[] {
  const own: number[] = [];
  scene.unitOf.forEach((each, candidate) => {
    if (each === unit) own.push(candidate);
  });
  return own;
}

function optionStatics(
  scene: Scene,
  likelihood: Float32Array,
  own: readonly number[],
  duration: number,
): number[] {
  if (own.length === 0) return Array.from({ length: OPTION_STATICS }, () => 0);
  const logit = (candidate: number) => {
    const p = Math.min(1 - 1e-6, Math.max(1e-6, f32(likelihood, candidate)));
    return Math.log(p / (1 - p));
  };
  const place = (candidate: number) => f64(scene.start, candidate) / duration;
  const earliest = weightedMean(
    own.map((candidate) => logit(candidate) * 1.5 - 8 * place(candidate)),
    own.map(place),
  );
  const likeliest = weightedMean(
    own.map(logit),
    own.map((candidate) => (f64(scene.start, candidate) + f64(scene.end, candidate)) / 2 / duration),
  );
  const confidences = own.map((candidate) => f32(scene.confidence, candidate));
  const early = own.filter((candidate) => place(candidate) < 0.25);
  return [
    Math.max(...own.map((candidate) => f32(likelihood, candidate))),
    total(confidences) / 3,
    earliest,
    likeliest,
    Math.max(...confidences),
    total(early.map((candidate) => f32(scene.confidence, candidate))),
    1,
  ];
}

function matchOf(
  scene: Scene,
  likelihood: Float32Array,
  own: readonly number[],
  emitted: number | undefined,
): { isOwn: number; overlap: number; confident: number } {
  if (emitted === undefined) return { isOwn: 0, overlap: 0, confident: 0 };
  let [overlap, confident] = [0, 0];
  for (const candidate of own) {
    const shared = f32(scene.relations, (emitted * scene.start.length + candidate) * RELATIONS + 2);
    overlap = Math.max(overlap, shared);
    confident = Math.max(confident, shared * f32(likelihood, candidate));
  }
  return { isOwn: own.includes(emitted) ? 1 : 0, overlap, confident };
}

/** Mean of `values` under the softmax of `scores`. */
function weightedMean(scores: readonly number[], values: readonly number[]): number {
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  return total(values.map((value, i) => value * at(weights, i))) / total(weights);
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
