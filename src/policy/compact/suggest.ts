import { clipCount, HIGHEST_SALIENCY } from '../../tasks/highlights.ts';
import type { Alternative, Prediction, Saliency } from '../../tasks/task.ts';
import { covered, intersect, interval, type Interval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import { Random } from '../../tensor/random.ts';
import { at, f32, f64 } from '../indexing.ts';
import type { Question, Rollout } from '../policy.ts';
import { hashText } from '../random.ts';
import type { Tracks } from '../spans/candidates.ts';
import { answerOf, responseText, spanOf, statesBefore } from '../spans/grammar.ts';
import type { ReadyQuestion, SpanModel } from '../spans/model.ts';
import { drawResponses, logProbabilities } from '../spans/sampler.ts';
import type { VideoHeads } from '../dense/model.ts';
import { listAlternatives, sentenceAlternatives } from './alternatives.ts';
import { apart, overlapOf } from './apart.ts';

/** Responses whose votes make a GVQA answer, and how freely they are drawn (policy-study.md 2.8). */
const VOTES = 16;
const VOTE_TEMPERATURE = 0.8;
/** TG candidates that are shown at most. */
const SHOWN = 10;
/** Two TG candidates that overlap this much are one to a person. */
const SAME_TO_PEOPLE = 0.7;
/** Two TAL instances that overlap this much are one. */
const SAME_INSTANCE = 0.5;
/** What being part of the most likely response adds to a TAL candidate's score. */
const EMITTED_BONUS = 0.15;
/** TAL candidates below this are not worth showing. */
const FAINTEST = 0.05;
/** What being covered by the most likely response adds to a clip's saliency, of 1. */
const COVERED_BONUS = 0.2;

/** Reads answers off the policy. Nothing is drawn from a clock or a counter: the same question gets the same prediction. */
export async function suggestAnswers(
  model: SpanModel,
  questions: readonly Question[],
  headsOf: (question: Question) => Promise<VideoHeads>,
): Promise<Prediction[]> {
  const seen = await model.look(questions);
  const greedy = await drawResponses(model, seen, {
    groupSize: 1,
    temperature: 0,
    stream: () => Random.seeded(0),
  });
  const predictions: Prediction[] = [];
  for (const [i, question] of questions.entries()) {
    const ready = at(seen, i);
    const rollout = at(at(greedy, i), 0);
    predictions.push(await predict(model, question, ready, rollout, headsOf));
  }
  return predictions;
}

async function predict(
  model: SpanModel,
  question: Question,
  seen: ReadyQuestion,
  rollout: Rollout,
  headsOf: (question: Question) => Promise<VideoHeads>,
): Promise<Prediction> {
  const { prompt } = question;
  if (prompt.task === 'TG') return grounding(model, seen, rollout);
  if (prompt.task === 'DTG') return denseGrounding(model, seen, rollout);
  if (prompt.task === 'TAL') return localization(seen, rollout);
  if (prompt.task === 'GVQA') return grounded(model, seen, rollout);
  const heads = await headsOf(question);
  const tracks = await model.options.reader.tracks(heads, prompt.query);
  return highlights(seen, rollout, {
    tracks,
    heads,
    clipLength: prompt.clipLength,
    duration: question.features.duration,
  });
}

/** Candidates by their probability of being the answer; a score is the probability that the answer overlaps it by half. */
async function grounding(model: SpanModel, seen: ReadyQuestion, rollout: Rollout): Promise<Prediction> {
  const [scores] = await scoresAlong(model, seen, rollout.tokens);
  const own = scores ?? new Float64Array(0);
  const chosen = rollout.tokens[0] ?? 0;
  const others = Array.from(own, (_, i) => i)
    .filter((i) => i < seen.question.unitOf.length && i !== chosen)
    .toSorted((i, j) => f64(own, j) - f64(own, i) || i - j);
  const kept = apart(seen, [chosen, ...others], SAME_TO_PEOPLE).slice(0, SHOWN);
  return {
    intervals: kept.map((i) => spanOf(seen.question, i)),
    // The response comes first; nothing may score above it.
    scores: kept.map((i) => Math.min(f64(own, i), f64(own, chosen))),
    response: rollout.response,
  };
}

async function denseGrounding(model: SpanModel, seen: ReadyQuestion, rollout: Rollout): Promise<Prediction> {
  const scores = await scoresAlong(model, seen, rollout.tokens);
  const answer = answerOf(seen.question, rollout.tokens);
  return {
    intervals: answer.intervals,
    scores: [...rollout.tokens].map((token, step) => f64(at(scores, step), token)),
    alternatives: [...rollout.tokens].flatMap((token, sentence) =>
      sentenceAlternatives(seen, sentence, token, at(scores, sentence)),
    ),
    response: rollout.response,
  };
}

/** All candidates that may be instances, by confidence, one for each instance. */
function localization(seen: ReadyQuestion, rollout: Rollout): Prediction {
  const { question, scene, likelihood } = seen;
  const emitted = new Set(rollout.tokens);
  const score = Array.from(question.unitOf, (_, i) => {
    const likely = f32(likelihood, i);
    const distinct = f32(scene.confidence, i) / Math.max(likely, 1e-6);
    return Math.min(
      1,
      (likely * (0.3 + 0.7 * distinct) + (emitted.has(i) ? EMITTED_BONUS : 0)) / (1 + EMITTED_BONUS),
    );
  });
  const order = score.map((_, i) => i).toSorted((i, j) => at(score, j) - at(score, i) || i - j);
  const kept = apart(seen, order, SAME_INSTANCE).filter((i) => emitted.has(i) || at(score, i) >= FAINTEST);
  return {
    intervals: kept.map((i) => spanOf(question, i)),
    scores: kept.map((i) => at(score, i)),
    alternatives: listAlternatives(seen, kept, (i) => at(score, i)),
    response: rollout.response,
  };
}

interface Watched {
  readonly tracks: Tracks;
  readonly heads: VideoHeads;
  readonly clipLength: number;
  readonly duration: number;
}

function highlights(seen: ReadyQuestion, rollout: Rollout, watched: Watched): Prediction {
  const found = foundIn(seen, rollout.tokens);
  return {
    intervals: found,
    scores: listed(seen, rollout).map((i) => f32(seen.likelihood, i)),
    alternatives: leftOut(seen, rollout),
    saliency: saliencyOf(found, watched),
    response: rollout.response,
  };
}

/** Mean of the inside track over each clip, and a little for clips that the answer covers. */
function saliencyOf(found: readonly Interval[], { tracks, heads, clipLength, duration }: Watched): Saliency {
  const scores = Array.from({ length: clipCount(duration, clipLength) }, (_, clip) => {
    const [from, to] = [clip * clipLength, Math.min(duration, (clip + 1) * clipLength)];
    const first = Math.max(0, Math.min(heads.count - 1, Math.round((from - heads.origin) / heads.step)));
    const last = Math.max(first + 1, Math.min(heads.count, Math.round((to - heads.origin) / heads.step)));
    let sum = 0;
    for (let i = first; i < last; i++) sum += f32(tracks.inside, i);
    const mean = from < heads.origin ? 0 : sum / (last - first);
    const share =
      from < to ? covered(intersect([interval(seconds(from), seconds(to))], found)) / (to - from) : 0;
    return (HIGHEST_SALIENCY * (mean + COVERED_BONUS * Math.min(1, share))) / (1 + COVERED_BONUS);
  });
  return { clipLength: seconds(clipLength), scores };
}

/** The likeliest evidence, answered by the vote of several drawn responses. */
async function grounded(model: SpanModel, seen: ReadyQuestion, rollout: Rollout): Promise<Prediction> {
  const { question } = seen;
  const seed = hashText(question.texts.join('\n'));
  const [drawn = []] = await drawResponses(model, [seen], {
    groupSize: VOTES,
    temperature: VOTE_TEMPERATURE,
    stream: (_, response) => Random.seeded(seed, String(response)),
  });
  const endings = drawn.flatMap(({ tokens }) => statesBefore(question, tokens).slice(-1));
  const votes = new Float64Array(Math.max(1, question.optionCount));
  if (question.optionCount > 0)
    for (const logits of await model.optionLogits(endings.map((progress) => ({ seen, progress }))))
      logProbabilities(logits, 1).forEach((log, option) => {
        votes[option] = f64(votes, option) + Math.exp(log) / endings.length;
      });
  const answerIndex = votes.indexOf(Math.max(...votes));
  const tokens = Int32Array.from(rollout.tokens);
  if (question.optionCount > 0) tokens[tokens.length - 1] = question.unitOf.length + 1 + answerIndex;
  const evidence = foundIn(seen, tokens);
  return {
    intervals: evidence,
    scores: listed(seen, rollout).map((i) => f32(seen.likelihood, i)),
    alternatives: leftOut(seen, rollout),
    answerIndex,
    // A sum of shares may miss 1 by a rounding.
    ...(question.optionCount > 0 && { answerScore: Math.min(1, f64(votes, answerIndex)) }),
    response: responseText(question, tokens),
  };
}

/** Intervals that a response emits. */
function foundIn({ question }: ReadyQuestion, tokens: Int32Array): Interval[] {
  const all: readonly (Interval | null)[] = answerOf(question, tokens).intervals;
  return all.filter((each) => each !== null);
}

/** Candidates that a response emits. */
function listed(seen: ReadyQuestion, rollout: Rollout): number[] {
  return [...rollout.tokens].filter((token) => token < seen.question.unitOf.length);
}

function leftOut(seen: ReadyQuestion, rollout: Rollout): Alternative[] {
  return listAlternatives(seen, listed(seen, rollout), (i) => f32(seen.likelihood, i));
}

/**
 * At each state of a response, how sure each token is: the probability that the answer overlaps the candidate by at least
 * half (of stop: its own probability).
 */
async function scoresAlong(
  model: SpanModel,
  seen: ReadyQuestion,
  tokens: Int32Array,
): Promise<Float64Array[]> {
  const states = statesBefore(seen.question, tokens).map((progress) => ({ seen, progress }));
  return (await model.listLogits(states)).map((logits) => {
    const probabilities = logProbabilities(logits, 1).map(Math.exp);
    return probabilities.map((own, i) => {
      if (i === seen.question.unitOf.length) return own;
      let mass = 0;
      probabilities.forEach((p, j) => {
        if (j < seen.question.unitOf.length && overlapOf(seen, i, j) >= 0.5) mass += p;
      });
      return Math.min(1, mass);
    });
  });
}
