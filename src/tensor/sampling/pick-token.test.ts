import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph.ts';
import { float32Data, numbersOf } from '../host-tensor.ts';
import { createSession, type Session } from '../session.ts';
import { pickToken } from './pick-token.ts';

const vocabulary = 12;
let session: Session;
beforeAll(async () => {
  const graph = new GraphBuilder('pick');
  const row = (name: string) => graph.input(name, 'float32', [1, vocabulary]);
  const picked = pickToken(row('logits'), {
    noise: row('noise'),
    inverseTemperature: graph.input('inverse', 'float64', []),
    topP: graph.input('topP', 'float64', []),
  });
  graph.output('token', picked.token);
  graph.output('logProb', picked.logProb);
  session = await createSession(graph);
});
afterAll(async () => session.dispose());

async function pick(logits: Float32Array, noise: Float32Array, temperature: number, topP: number) {
  const inverse = Float64Array.of(1 / temperature);
  const { token, logProb } = await session.run({ logits, noise, inverse, topP: Float64Array.of(topP) });
  if (token === undefined || logProb === undefined) throw new RangeError('The run gave too little.');
  return { token: numbersOf(token)[0] ?? NaN, logProb: float32Data(logProb)[0] ?? NaN };
}

/** The fewest most likely tokens that together reach `topP`, in doubles; of equally likely ones the lower numbers. */
function nucleus(logits: Float32Array, temperature: number, topP: number): Set<number> {
  const scaled = Array.from(logits, (x) => x * (1 / temperature));
  const highest = Math.max(...scaled);
  const weights = scaled.map((x) => Math.exp(x - highest));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const order = scaled.map((_, t) => t).toSorted((a, b) => (scaled[b] ?? 0) - (scaled[a] ?? 0) || a - b);
  const kept = new Set<number>();
  let reached = 0;
  for (const token of order) {
    if (reached >= topP) break;
    kept.add(token);
    reached += (weights[token] ?? NaN) / total;
  }
  return kept;
}

describe('top-p', () => {
  // Few different logits, so that ties are common.
  const logits = fc
    .array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -6, max: 6, noNaN: true })), {
      minLength: vocabulary,
      maxLength: vocabulary,
    })
    .map((list) => Float32Array.from(list));

  it('can draw every token of the nucleus and none beside it', async () => {
    await fc.assert(
      fc.asyncProperty(
        logits,
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        async (list, topP, temperature) => {
          const kept = nucleus(list, temperature, topP);
          for (let wanted = 0; wanted < vocabulary; wanted++) {
            // Noise that would make this token win, were it allowed.
            const noise = new Float32Array(vocabulary);
            noise[wanted] = 1000;
            const { token } = await pick(list, noise, temperature, topP);
            expect(token === wanted).toBe(kept.has(wanted));
            expect(kept.has(token)).toBe(true);
          }
        },
      ),
      { numRuns: 120 },
    );
  });

  it('takes only the first of tokens that are equally likely, when one is enough', async () => {
    const list = new Float32Array(vocabulary).fill(1);
    expect(nucleus(list, 1, 0.05).size).toBe(1);
    const noise = Float32Array.from({ length: vocabulary }, (_, t) => t);
    expect((await pick(list, noise, 1, 0.05)).token).toBe(0);
    expect((await pick(list, noise, 1, 1)).token).toBe(vocabulary - 1);
  });

  it('does not change the log-probabilities', async () => {
    const list = Float32Array.from({ length: vocabulary }, (_, t) => Math.sin(t * 2));
    const { token, logProb } = await pick(list, new Float32Array(vocabulary), 0.7, 0.3);
    const scaled = Array.from(list, (x) => x / 0.7);
    const total = Math.log(scaled.reduce((sum, x) => sum + Math.exp(x), 0));
    expect(logProb).toBeCloseTo((scaled[token] ?? NaN) - total, 5);
  });
});
