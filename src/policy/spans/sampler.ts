import type { Random } from '../../tensor/random.ts';
import { at } from '../indexing.ts';
import type { Rollout } from '../policy.ts';
import { drawIndex } from '../random.ts';
import { advance, beginning, responseText, statesBefore, type Progress } from './grammar.ts';
import type { ReadyQuestion, ReadyState, SpanModel } from './model.ts';

/** A response as it grows. */
interface Growing {
  readonly seen: ReadyQuestion;
  progress: Progress;
  readonly tokens: number[];
  readonly logProbs: number[];
  /** Draws its tokens; null takes the most likely one. */
  readonly random: Random | null;
}

export interface DrawSettings {
  readonly groupSize: number;
  /** 0: the most likely token each time. */
  readonly temperature: number;
  /** Stream of the draws of one response of one question. */
  readonly stream: (question: number, response: number) => Random;
}

/** Groups of responses with the log-probability of each token at the temperature. */
export async function drawResponses(
  model: SpanModel,
  questions: readonly ReadyQuestion[],
  { groupSize, temperature, stream }: DrawSettings,
): Promise<Rollout[][]> {
  const groups = questions.map((seen, q) =>
    Array.from({ length: groupSize }, (_, g): Growing => {
      const random = temperature > 0 ? stream(q, g) : null;
      return { seen, progress: beginning(seen.question), tokens: [], logProbs: [], random };
    }),
  );
  const all = groups.flat();
  for (;;) {
    const listing = all.filter(({ progress }) => progress.stage === 'list');
    const choosing = all.filter(({ progress }) => progress.stage === 'option');
    if (listing.length === 0 && choosing.length === 0) break;
    await grow(
      listing,
      (states) => model.listLogits(states),
      temperature,
      () => 0,
    );
    await grow(choosing, (states) => model.optionLogits(states), temperature, firstOption);
  }
  return groups.map((group) =>
    group.map(({ seen, tokens, logProbs }) => {
      const encoded = Int32Array.from(tokens);
      return {
        tokens: encoded,
        logProbs: Float32Array.from(logProbs),
        response: responseText(seen.question, encoded),
      };
    }),
  );
}

/** Log-probability of each token of given responses at a temperature above 0. */
export async function scoreResponses(
  model: SpanModel,
  responses: readonly { readonly seen: ReadyQuestion; readonly tokens: Int32Array }[],
  temperature: number,
): Promise<Float32Array[]> {
  const moments = responses.flatMap(({ seen, tokens }, response) =>
    statesBefore(seen.question, tokens).map((progress, place) => ({
      state: { seen, progress },
      token: tokens[place] ?? 0,
      response,
      place,
    })),
  );
  const scores = responses.map(({ tokens }) => new Float32Array(tokens.length));
  const score = async (
    stage: Progress['stage'],
    logitsOf: (states: readonly ReadyState[]) => Promise<Float32Array[]>,
    firstToken: (seen: ReadyQuestion) => number,
  ) => {
    const own = moments.filter(({ state }) => state.progress.stage === stage);
    const { states, index } = distinct(own.map(({ state }) => state));
    const logs = (await logitsOf(states)).map((logits) => logProbabilities(logits, temperature));
    own.forEach(({ state, token, response, place }, i) => {
      const log = at(logs, at(index, i))[token - firstToken(state.seen)];
      at(scores, response)[place] = log ?? Number.NEGATIVE_INFINITY;
    });
  };
  await score(
    'list',
    (states) => model.listLogits(states),
    () => 0,
  );
  await score('option', (states) => model.optionLogits(states), firstOption);
  return scores;
}

/** log(softmax(logits / temperature)), in double precision. */
export function logProbabilities(logits: Float32Array, temperature: number): Float64Array {
  const scaled = Float64Array.from(logits, (logit) => logit / temperature);
  const highest = scaled.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  const sum = scaled.reduce((total, each) => total + Math.exp(each - highest), 0);
  return scaled.map((each) => each - highest - Math.log(sum));
}

const firstOption = (seen: ReadyQuestion) => seen.question.unitOf.length + 1;

/** The same states once each: most responses of a group begin alike. */
export function distinct<State extends ReadyState>(
  states: readonly State[],
): { readonly states: State[]; readonly index: number[] } {
  const places = new Map<ReadyQuestion, Map<string, number>>();
  const found: State[] = [];
  const index = states.map((state) => {
    const own = places.get(state.seen) ?? new Map<string, number>();
    places.set(state.seen, own);
    const key = `${state.progress.length}:${state.progress.emitted.join()}`;
    const known = own.get(key) ?? found.push(state) - 1;
    own.set(key, known);
    return known;
  });
  return { states: found, index };
}

async function grow(
  growing: readonly Growing[],
  logitsOf: (states: readonly ReadyState[]) => Promise<Float32Array[]>,
  temperature: number,
  firstToken: (seen: ReadyQuestion) => number,
): Promise<void> {
  if (growing.length === 0) return;
  const { states, index } = distinct(growing.map(({ seen, progress }) => ({ seen, progress })));
  const logs = (await logitsOf(states)).map((logits) =>
    logProbabilities(logits, temperature > 0 ? temperature : 1),
  );
  growing.forEach((each, i) => {
    const own = at(logs, at(index, i));
    const drawn = each.random === null ? likeliest(own) : drawIndex(each.random, own.map(Math.exp));
    const token = drawn + firstToken(each.seen);
    each.tokens.push(token);
    each.logProbs.push(own[drawn] ?? 0);
    each.progress = advance(each.seen.question, each.progress, token);
  });
}

function likeliest(logs: Float64Array): number {
  let best = 0;
  logs.forEach((log, i) => {
    if (log > (logs[best] ?? 0)) best = i;
  });
  return best;
}
