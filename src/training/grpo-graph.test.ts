import { describe, expect, it } from 'vitest';

import {
  createSession,
  float32Data,
  gradients,
  GraphBuilder,
  op,
  type Feeds,
  type Value,
} from '../tensor/index.ts';
import { unnoticedChanges } from '../testing/fixtures.ts';
import { grpoLossGraph, responseLogProbs, type GrpoGraphBatch } from './grpo-graph.ts';
import { grpoLoss, type LossBatch, type LossSettings } from './grpo-loss.ts';
import {
  allNear,
  logitsCases,
  lossCases,
  near,
  PLAIN_LOSS,
  readLogitsCase,
  readLossCase,
} from './testing/fixtures.ts';
import { logitGradients, tokenLogProbs } from './token-log-probs.ts';

/** Values fed by name, each made from rows of numbers. */
class Feeding {
  readonly graph = new GraphBuilder('grpo');
  readonly feeds: Record<string, Float32Array | Int32Array> = {};

  matrix(name: string, rows: readonly ArrayLike<number>[]): Value {
    this.feeds[name] = Float32Array.from(rows.flatMap((row) => Array.from(row)));
    return this.graph.input(name, 'float32', [rows.length, rows[0]?.length ?? 0]);
  }

  optional(name: string, rows: readonly ArrayLike<number>[] | null): Value | null {
    return rows === null ? null : this.matrix(name, rows);
  }

  /** Everything but the log-probabilities. */
  rest(batch: LossBatch, settings: LossSettings): Omit<GrpoGraphBatch, 'logProbs' | 'entropies'> {
    return {
      oldLogProbs: this.optional('old', batch.oldLogProbs),
      referenceLogProbs: settings.beta === 0 ? null : this.optional('reference', batch.referenceLogProbs),
      mask: this.matrix('mask', batch.mask ?? []),
      advantages: this.matrix(
        'advantages',
        Array.from(batch.advantages, (advantage) => [advantage]),
      ),
    };
  }

  async run(outputs: Record<string, Value>): Promise<Record<string, number[]>> {
    for (const [name, value] of Object.entries(outputs)) this.graph.output(name, value);
    const session = await createSession(this.graph, { threads: 1 });
    const found = await session.run(this.feeds satisfies Feeds);
    await session.dispose();
    return Object.fromEntries(
      Object.entries(found).map(([name, tensor]) => [name, Array.from(float32Data(tensor))]),
    );
  }
}

describe('the loss in a float32 graph, differentiated by the engine', () => {
  it.each(lossCases())('$name', async (each) => {
    const { batch: given, settings } = readLossCase(each);
    // An entropy on the very threshold may fall on its other side once it is rounded to float32.
    const batch = { ...given, entropies: given.entropies?.map((row) => Float32Array.from(row)) ?? null };
    const exact = grpoLoss(batch, settings);
    const unmoved = near(exact.loss, each.expected.loss, 1e-9) || settings.topEntropyQuantile === 1;
    const feeding = new Feeding();
    const logProbs = feeding.matrix('logProbs', batch.logProbs);
    const needsEntropies = settings.entropyBonus !== 0 || settings.topEntropyQuantile < 1;
    const entropies = needsEntropies ? feeding.optional('entropies', batch.entropies) : null;
    const { loss, kl } = grpoLossGraph({ logProbs, entropies, ...feeding.rest(batch, settings) }, settings);
    const wrt = entropies === null || settings.entropyBonus === 0 ? [logProbs] : [logProbs, entropies];
    const [slope, entropySlope] = gradients(feeding.graph, loss, wrt);
    const found = await feeding.run({
      loss,
      ...(slope !== undefined && { slope }),
      ...(entropySlope !== undefined && { entropySlope }),
      ...(kl !== null && { kl }),
    });
    // The graph has no output for the single terms; what it makes of them is compared.
    const { metrics: _, per_token_kl_k3: __, ...compared } = each.expected;
    const agrees = ({ loss: expected, grad_logps: rows, grad_entropies: byEntropy }: typeof compared) =>
      near(found['loss']?.[0], expected, 1e-5) &&
      allNear(found['slope'], rows.flat(), 1e-5) &&
      (byEntropy === undefined || allNear(found['entropySlope'], byEntropy.flat(), 1e-5));
    if (unmoved) expect(unnoticedChanges(compared, agrees)).toEqual([]);
    expect(near(found['loss']?.[0], exact.loss, 1e-5)).toBe(true);
    const flat = (rows: readonly Float64Array[]) => rows.flatMap((row) => Array.from(row));
    expect(allNear(found['slope'], flat(exact.gradients), 1e-5)).toBe(true);
    if (exact.entropyGradients !== null)
      expect(allNear(found['entropySlope'], flat(exact.entropyGradients), 1e-5)).toBe(true);
    if (kl !== null) expect(near(found['kl']?.[0], exact.kl, 1e-5)).toBe(true);
  });
});

describe('the loss in a float32 graph, from logits', () => {
  it.each(logitsCases())('$name', async (each) => {
    const { config, inputs, expected } = each;
    const feeding = new Feeding();
    const [responses, places, vocabulary] = [
      inputs.logits.length,
      inputs.logits[0]?.length ?? 0,
      inputs.logits[0]?.[0]?.length ?? 0,
    ];
    const logits = feeding.graph.input('logits', 'float32', [responses, places, vocabulary]);
    feeding.feeds['logits'] = Float32Array.from(inputs.logits.flat(2));
    const tokens = feeding.graph.input('tokens', 'int32', [responses, inputs.completion_ids[0]?.length ?? 0]);
    feeding.feeds['tokens'] = Int32Array.from(inputs.completion_ids.flat());
    const { promptLength, temperature } = {
      promptLength: config.prompt_len,
      temperature: config.temperature,
    };
    const { logProbs, entropies } = responseLogProbs(logits, tokens, { promptLength, temperature });
    const { batch, settings } = readLogitsCase(each, expected.logps);
    const { loss } = grpoLossGraph({ logProbs, entropies: null, ...feeding.rest(batch, settings) }, settings);
    const [slope] = gradients(feeding.graph, loss, [logits]);
    const found = await feeding.run({
      loss,
      logProbs,
      entropies,
      ...(slope !== undefined && { slope }),
    });
    const { metrics: _, ...compared } = expected;
    const agrees = (other: typeof compared) =>
      near(found['loss']?.[0], other.loss, 1e-5) &&
      allNear(found['logProbs'], other.logps.flat(), 1e-5) &&
      allNear(found['entropies'], other.entropies.flat(), 1e-5) &&
      allNear(found['slope'], other.grad_logits.flat(2), 1e-5);
    expect(unnoticedChanges(compared, agrees)).toEqual([]);
  });
});

describe('logits of tokens that can not be drawn', () => {
  const rows = [
    [0.3, -1.2, 0.9, -Infinity],
    [2, -Infinity, 2, -Infinity],
  ];
  const tokens = [0, 2];
  it.each([1, 0.7])('count for nothing in entropy and slope (temperature %d)', async (temperature) => {
    const feeding = new Feeding();
    const logits = feeding.graph.input('logits', 'float32', [1, 2, 4]);
    feeding.feeds['logits'] = Float32Array.from(rows.flat());
    const chosen = feeding.graph.input('tokens', 'int32', [1, 2]);
    feeding.feeds['tokens'] = Int32Array.from(tokens);
    const { logProbs, entropies } = responseLogProbs(logits, chosen, { promptLength: 1, temperature });
    const both = op.add(op.reduceSum(logProbs), op.mul(op.reduceSum(entropies), 0.5));
    const [slope] = gradients(feeding.graph, both, [logits]);
    const found = await feeding.run({ logProbs, entropies, ...(slope !== undefined && { slope }) });
    const exact = tokenLogProbs(rows, tokens, temperature);
    const slopes = logitGradients(rows, tokens, temperature, [1, 1], [0.5, 0.5]);
    expect(allNear(found['logProbs'], [...exact.logProbs], 1e-5)).toBe(true);
    expect(allNear(found['entropies'], [...exact.entropies], 1e-5)).toBe(true);
    const flat = slopes.flatMap((row) => [...row]);
    expect(allNear(found['slope'], flat, 1e-5)).toBe(true);
  });
});

describe('a batch', () => {
  const paddings = [-1e9, 200, -Infinity, Infinity, NaN];
  const settings: LossSettings[] = [
    { ...PLAIN_LOSS, beta: 0.1, topEntropyQuantile: 0.5, entropyBonus: 0.1 },
    { ...PLAIN_LOSS, beta: 0.1, biasCorrectedKl: true, ratioLevel: 'sequence', offPolicyThreshold: 1 },
    { ...PLAIN_LOSS, type: 'cispo', clipHigh: 2 },
    { ...PLAIN_LOSS, type: 'vespo' },
    { ...PLAIN_LOSS, type: 'sapo' },
  ];
  it.each(paddings.flatMap((padding) => settings.map((how) => ({ padding, how, type: how.type }))))(
    'may hold $padding in its padding ($type)',
    async ({ padding, how }) => {
      const run = async (filler: number, own: boolean) => {
        const feeding = new Feeding();
        const rows = [
          [-1, -2, filler],
          [-0.5, filler, filler],
        ];
        const logProbs = feeding.matrix('logProbs', rows);
        const entropies = feeding.matrix(
          'entropies',
          rows.map((row) => row.map((x) => -x)),
        );
        const batch: LossBatch = {
          logProbs: rows,
          oldLogProbs: own ? null : rows.map((row) => row.map((x) => x * 1.1)),
          referenceLogProbs: rows.map((row) => row.map((x) => x * 0.9)),
          mask: [
            [1, 1, 0],
            [1, 0, 0],
          ],
          advantages: [1, -1],
          entropies: null,
        };
        const { loss } = grpoLossGraph({ logProbs, entropies, ...feeding.rest(batch, how) }, how);
        const wrt = how.entropyBonus === 0 ? [logProbs] : [logProbs, entropies];
        const [slope, entropySlope] = gradients(feeding.graph, loss, wrt);
        return feeding.run({
          loss,
          ...(slope !== undefined && { slope }),
          ...(entropySlope !== undefined && { entropySlope }),
        });
      };
      for (const own of [false, true]) {
        const found = await run(padding, own);
        expect(found).toEqual(await run(0, own));
        expect(found['slope']?.every(Number.isFinite)).toBe(true);
      }
    },
  );

  it('is refused without what its settings need', () => {
    const feeding = new Feeding();
    const logProbs = feeding.matrix('logProbs', [[-1]]);
    const given = {
      ...feeding.rest(
        {
          logProbs: [[-1]],
          oldLogProbs: null,
          referenceLogProbs: null,
          mask: [[1]],
          advantages: [1],
          entropies: null,
        },
        PLAIN_LOSS,
      ),
      logProbs,
      entropies: null,
    };
    expect(() => grpoLossGraph(given, { ...PLAIN_LOSS, beta: 0.04 })).toThrow('reference policy');
    expect(() => grpoLossGraph(given, { ...PLAIN_LOSS, entropyBonus: 0.1 })).toThrow('entropies');
  });
});
