import type {
  CuratedQuestion,
  Policy,
  Question,
  Rollout,
  SampleSettings,
  TrainablePolicy,
  TrainingState,
  UpdateSettings,
  VideoFeatures,
  WeightedRollout,
} from '../../policy/policy.ts';
import { PolicyStateError } from '../../policy/policy.ts';
import { printAnswer } from '../../tasks/answer-grammar.ts';
import type { Answer, Prediction, Prompt } from '../../tasks/task.ts';
import { Random } from '../../tensor/random.ts';
import { iou, secondsInterval, type Interval } from '../../time/interval.ts';
import { shuffled, seedOf } from '../seeds.ts';

/**
 * A policy small enough to be exact: one row of logits per text, a softmax over eight equal parts of the video, STOP and the
 * options. Parameters and moments are float32 (so that a checkpoint holds them to the bit), every computation is float64.
 */
const PARTS = 8;
const STOP = PARTS;
const OPTIONS = 7;
const WIDTH = PARTS + 1 + OPTIONS;
const ROWS = 128;
const BATCH = 8;

/** One token's choice: the row that decides and the tokens that may stand there. */
interface Choice {
  readonly row: number;
  readonly allowed: readonly number[];
}

const rowOf = (text: string) => Random.seeded(1, text).bits() % ROWS;
const PART_TOKENS = Array.from({ length: PARTS }, (_, k) => k);

/** What may follow `tokens`, or null when the response is complete. */
function nextChoice(prompt: Prompt, tokens: readonly number[]): Choice | null {
  switch (prompt.task) {
    case 'TG':
      return tokens.length === 0 ? { row: rowOf(prompt.query), allowed: PART_TOKENS } : null;
    case 'DTG': {
      const sentence = prompt.sentences[tokens.length];
      return sentence === undefined ? null : { row: rowOf(sentence), allowed: [...PART_TOKENS, STOP] };
    }
    case 'VHD':
      return nextPart(rowOf(prompt.query), tokens);
    case 'TAL':
      return nextPart(rowOf(prompt.label), tokens);
    case 'GVQA':
      break;
  }
  const row = rowOf(prompt.question);
  if (tokens.some((token) => token > STOP)) return null;
  return nextPart(row, tokens) ?? { row, allowed: prompt.options.map((_, o) => STOP + 1 + o) };
}

function nextPart(row: number, tokens: readonly number[]): Choice | null {
  if (tokens.includes(STOP) || tokens.length === PARTS) return null;
  return { row, allowed: [...PART_TOKENS.filter((part) => !tokens.includes(part)), STOP] };
}

function partOf(token: number, duration: number): Interval {
  return secondsInterval((token * duration) / PARTS, ((token + 1) * duration) / PARTS);
}

function answerOf({ prompt, features: { duration } }: Question, tokens: readonly number[]): Answer {
  const parts = tokens.filter((token) => token < STOP).toSorted((a, b) => a - b);
  const intervals = parts.map((token) => partOf(token, duration));
  switch (prompt.task) {
    case 'TG':
      return { task: 'TG', intervals: [intervals[0] ?? partOf(0, duration)] };
    case 'DTG':
      return {
        task: 'DTG',
        intervals: tokens.map((token) => (token === STOP ? null : partOf(token, duration))),
      };
    case 'GVQA':
      return { task: 'GVQA', intervals, answerIndex: (tokens.at(-1) ?? STOP + 1) - STOP - 1 };
    case 'VHD':
    case 'TAL':
      break;
  }
  return { task: prompt.task, intervals };
}

/** The response that fits the truth best: what the warm-up teaches. */
function targetOf({ prompt, truth, features: { duration } }: CuratedQuestion): number[] {
  const best = (target: Interval | null) =>
    target === null
      ? STOP
      : PART_TOKENS.reduce((a, b) =>
          iou(partOf(b, duration), target) > iou(partOf(a, duration), target) ? b : a,
        );
  if (truth.task === 'TG' || truth.task === 'DTG') return truth.intervals.map(best);
  const parts = [...new Set(truth.intervals.map(best))].toSorted((a, b) => a - b);
  const tokens = parts.length === PARTS ? parts : [...parts, STOP];
  return prompt.task === 'GVQA' && truth.task === 'GVQA' ? [...tokens, STOP + 1 + truth.answerIndex] : tokens;
}

export class TabularPolicy implements TrainablePolicy {
  readonly architecture = 'tabular-1';
  readonly #state: Record<'logits' | 'm' | 'v', Float32Array>;
  #steps = 0;
  /** Awaited before each step, so that tests can slow a run down. */
  readonly #beforeStep: () => Promise<void>;

  constructor(beforeStep: () => Promise<void> = () => Promise.resolve()) {
    const zeros = () => new Float32Array(ROWS * WIDTH);
    this.#state = { logits: zeros(), m: zeros(), v: zeros() };
    this.#beforeStep = beforeStep;
  }

  async suggest(questions: readonly Question[]): Promise<Prediction[]> {
    return questions.map((question) => {
      const tokens: number[] = [];
      for (
        let choice = nextChoice(question.prompt, tokens);
        choice !== null;
        choice = nextChoice(question.prompt, tokens)
      ) {
        const weights = this.#probabilities(choice, 1);
        tokens.push(choice.allowed[weights.indexOf(Math.max(...weights))] ?? STOP);
      }
      const answer = answerOf(question, tokens);
      return {
        intervals: answer.intervals,
        scores: answer.intervals.map(() => 1),
        ...(answer.task === 'GVQA' && { answerIndex: answer.answerIndex }),
        response: printAnswer(question.prompt, answer),
      };
    });
  }

  async sampleGroups(questions: readonly Question[], settings: SampleSettings): Promise<Rollout[][]> {
    await this.#beforeStep();
    return questions.map((question, q) =>
      Array.from({ length: settings.groupSize }, (_, g) => {
        const random = Random.seeded(settings.seed, `${q}/${g}`);
        const tokens: number[] = [];
        const logProbs: number[] = [];
        for (
          let choice = nextChoice(question.prompt, tokens);
          choice !== null;
          choice = nextChoice(question.prompt, tokens)
        ) {
          const probabilities = this.#probabilities(choice, settings.temperature);
          let left = random.uniform();
          const index = probabilities.findIndex((p) => (left -= p) < 0);
          const drawn = index < 0 ? probabilities.length - 1 : index;
          tokens.push(choice.allowed[drawn] ?? STOP);
          logProbs.push(Math.log(probabilities[drawn] ?? 1));
        }
        const response = printAnswer(question.prompt, answerOf(question, tokens));
        return { tokens: Int32Array.from(tokens), logProbs: Float32Array.from(logProbs), response };
      }),
    );
  }

  async logProbs(
    responses: readonly { question: Question; rollout: Rollout }[],
    temperature = 1,
  ): Promise<Float32Array[]> {
    return responses.map(({ question, rollout }) =>
      Float32Array.from(rollout.tokens, (token, t) => {
        const choice = nextChoice(question.prompt, [...rollout.tokens.subarray(0, t)]);
        if (choice === null) throw new RangeError('A response goes on after its end.');
        return Math.log(
          this.#probabilities(choice, temperature)[choice.allowed.indexOf(token)] ?? Number.NaN,
        );
      }),
    );
  }

  async update(
    batch: readonly WeightedRollout[],
    { learningRate, maxNorm, temperature = 1 }: UpdateSettings,
  ): Promise<{ gradientNorm: number }> {
    const gradient = new Float64Array(ROWS * WIDTH);
    for (const { question, rollout, tokenWeights } of batch)
      this.#addGradient(
        gradient,
        question.prompt,
        [...rollout.tokens],
        (t) => tokenWeights[t] ?? 0,
        temperature,
      );
    return { gradientNorm: this.#ascend(gradient, learningRate, maxNorm) };
  }

  async warmUp(curated: readonly CuratedQuestion[], { epochs, seed }: { epochs: number; seed: number }) {
    const perEpoch = Math.ceil(curated.length / BATCH);
    return {
      totalSteps: epochs * perEpoch,
      phases: [{ phase: 'intervals', steps: epochs * perEpoch, perMember: false }],
      step: async (index: number) => {
        await this.#beforeStep();
        const order = shuffled(curated, seedOf(seed, 'epoch', Math.floor(index / perEpoch)));
        const batch = order.slice((index % perEpoch) * BATCH, (index % perEpoch) * BATCH + BATCH);
        const gradient = new Float64Array(ROWS * WIDTH);
        let loss = 0;
        for (const question of batch)
          loss -= this.#addGradient(gradient, question.prompt, targetOf(question), () => 1 / batch.length);
        const gradientNorm = this.#ascend(gradient, 0.05, 1);
        return { phase: 'table', loss: loss / batch.length, gradientNorm };
      },
    };
  }

  async freeze(): Promise<Policy> {
    const copy = new TabularPolicy();
    await copy.restore(await this.trainingState());
    return copy;
  }

  async trainingState(): Promise<TrainingState> {
    const table = (data: Float32Array) => ({ shape: [ROWS, WIDTH], data: data.slice() });
    return new Map([
      ['logits', table(this.#state.logits)],
      ['m', table(this.#state.m)],
      ['v', table(this.#state.v)],
      ['steps', { shape: [1], data: new Float32Array([this.#steps]) }],
    ]);
  }

  async restore(state: TrainingState): Promise<void> {
    for (const name of ['logits', 'm', 'v'] as const) {
      const data = state.get(name)?.data;
      if (data?.length !== ROWS * WIDTH) throw new PolicyStateError(`The table ${name} does not fit.`);
      this.#state[name].set(data);
    }
    this.#steps = state.get('steps')?.data[0] ?? 0;
  }

  calibrate(): void {}

  /** Every video looks as long as it is. */
  async look({ duration }: VideoFeatures): Promise<Float32Array> {
    return Float32Array.of(duration);
  }

  async dispose(): Promise<void> {}

  #probabilities({ row, allowed }: Choice, temperature: number): number[] {
    const logits = allowed.map((token) => (this.#state.logits[row * WIDTH + token] ?? 0) / temperature);
    const top = Math.max(...logits);
    const raised = logits.map((logit) => Math.exp(logit - top));
    const sum = raised.reduce((a, b) => a + b, 0);
    return raised.map((value) => value / sum);
  }

  /** Adds the gradient of sum weight * log-probability. @returns the sum of log-probabilities */
  #addGradient(
    gradient: Float64Array,
    prompt: Prompt,
    tokens: readonly number[],
    weight: (t: number) => number,
    temperature = 1,
  ): number {
    let total = 0;
    tokens.forEach((token, t) => {
      const choice = nextChoice(prompt, tokens.slice(0, t));
      if (choice === null) return;
      const probabilities = this.#probabilities(choice, temperature);
      choice.allowed.forEach((other, i) => {
        const at = choice.row * WIDTH + other;
        gradient[at] =
          (gradient[at] ?? 0) +
          (weight(t) * ((other === token ? 1 : 0) - (probabilities[i] ?? 0))) / temperature;
        if (other === token) total += Math.log(probabilities[i] ?? 1);
      });
    });
    return total;
  }

  /** AdamW without decay (Loshchilov and Hutter 2019), uphill. @returns the gradient's norm */
  #ascend(gradient: Float64Array, learningRate: number, maxNorm: number): number {
    const norm = Math.hypot(...gradient);
    const scale = norm > maxNorm ? maxNorm / norm : 1;
    const { logits, m, v } = this.#state;
    this.#steps++;
    for (let i = 0; i < gradient.length; i++) {
      const g = (gradient[i] ?? 0) * scale;
      m[i] = 0.9 * (m[i] ?? 0) + 0.1 * g;
      v[i] = 0.999 * (v[i] ?? 0) + 0.001 * g * g;
      const mean = (m[i] ?? 0) / (1 - 0.9 ** this.#steps);
      const spread = (v[i] ?? 0) / (1 - 0.999 ** this.#steps);
      logits[i] = (logits[i] ?? 0) + (learningRate * mean) / (Math.sqrt(spread) + 1e-8);
    }
    return norm;
  }
}
