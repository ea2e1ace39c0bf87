import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostTensor } from '../host-tensor.ts';
import * as op from '../ops/index.ts';
import { checkGradient, type GradientCase } from '../testing/check-gradient.ts';
import type { Value } from '../value.ts';

/** Operations whose rules depend on sizes and settings more than random graphs of them could show. */

const size = (max: number, min = 1) => fc.integer({ min, max });

function pick(value: Value | undefined): Value {
  if (value === undefined) throw new RangeError('The case has fewer operands than it uses.');
  return value;
}

/** One spatial axis of a window: input, kernel, and how the kernel walks; the window always fits at least once. */
const axis = fc
  .record({ kernel: size(3), stride: size(3), pad: size(2, 0), dilation: size(2), extra: size(5, 0) })
  .map((a) => ({ ...a, length: Math.max(1, (a.kernel - 1) * a.dilation + 1 - 2 * a.pad) + a.extra }));
const axes = fc.array(axis, { minLength: 1, maxLength: 2 });

const convolutions = fc
  .record({ axes, rows: size(2), channels: size(3), out: size(3), withBias: fc.boolean() })
  .map(({ axes: list, rows, channels, out, withBias }): GradientCase => {
    const window = {
      strides: list.map((a) => a.stride),
      pads: list.map((a) => a.pad),
      dilations: list.map((a) => a.dilation),
    };
    const operands = [
      [rows, channels, ...list.map((a) => a.length)],
      [out, channels, ...list.map((a) => a.kernel)],
      ...(withBias ? [[out]] : []),
    ];
    return { operands, make: (x, w, b) => op.conv(pick(x), pick(w), b, window) };
  });

// A pool's padding is smaller than its window.
const pools = fc
  .record({ axes, rows: size(2), channels: size(3), mean: fc.boolean() })
  .map(({ axes: list, rows, channels, mean }): GradientCase => {
    const kernel = list.map((a) => a.kernel);
    const window = {
      strides: list.map((a) => a.stride),
      pads: list.map((a) => Math.min(a.pad, a.kernel - 1)),
    };
    const operands = [[rows, channels, ...list.map((a) => a.length + 2)]];
    const make = mean ? op.averagePool : op.maxPool;
    return { operands, make: (x) => make(pick(x), kernel, window) };
  });

const attention = fc
  .record({ rows: size(2), steps: size(5), keyHeads: size(2), shared: size(3) })
  .map(({ rows, steps, keyHeads, shared }): GradientCase => {
    const heads = keyHeads * shared;
    const keys = [rows, steps, keyHeads * 2];
    const make = (q?: Value, k?: Value, v?: Value) =>
      op.causalAttention(pick(q), pick(k), pick(v), { heads, keyHeads });
    return { operands: [[rows, steps, heads * 2], keys, keys], make };
  });

const products = fc
  .record({
    m: size(4),
    k: size(4),
    n: size(4),
    transA: fc.boolean(),
    transB: fc.boolean(),
    added: size(3, 0),
  })
  .map(({ m, k, n, transA, transB, added }): GradientCase => {
    const c = [[], [n], [m, 1], [m, n]][added] ?? [];
    const operands = [transA ? [k, m] : [m, k], transB ? [n, k] : [k, n], c];
    const make = (a?: Value, b?: Value, d?: Value) =>
      op.gemm(pick(a), pick(b), pick(d), { transA, transB, alpha: 0.3 });
    return { operands, make };
  });

const batched = fc
  .record({
    m: size(3),
    k: size(3),
    n: size(3),
    left: fc.array(size(3), { maxLength: 2 }),
    right: fc.array(fc.boolean(), { maxLength: 2 }),
  })
  .map(({ m, k, n, left, right }): GradientCase => {
    // The batches on the right end as those on the left do, some of them stretched.
    const batch = right.map((whole, i) => (whole ? (left.at(i - right.length) ?? 2) : 1));
    return {
      operands: [
        [...left, m, k],
        [...batch, k, n],
      ],
      make: (x, y) => op.matmul(pick(x), pick(y)),
    };
  });

const scattered = fc
  .record({
    shape: fc.array(size(3), { minLength: 1, maxLength: 3 }),
    axis: size(2, 0),
    count: size(4),
    picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 8 }),
    gathers: fc.boolean(),
  })
  .map(({ shape, axis: given, count, picks, gathers }): GradientCase => {
    const at = given % shape.length;
    const list = shape.with(at, count);
    const length = list.reduce((all, n) => all * n, 1);
    const places = (x: Value) =>
      x.graph.constant(
        hostTensor(
          'int32',
          list,
          Int32Array.from({ length }, (_, i) => ((picks[i % picks.length] ?? 0) + i) % (shape[at] ?? 1)),
        ),
      );
    return gathers
      ? { operands: [shape], make: (x) => op.gatherElements(pick(x), places(pick(x)), at) }
      : {
          operands: [shape, list],
          make: (x, y) => op.scatterElements(pick(x), places(pick(x)), pick(y), at),
        };
  });

describe('gradients by central differences in doubles, whatever the sizes', () => {
  const kinds = {
    convolutions,
    pools,
    'causal attention': attention,
    products,
    'batched products': batched,
    'picked and scattered elements': scattered,
  };
  for (const [name, cases] of Object.entries(kinds)) {
    it(`of ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(cases, fc.nat(), async (each, seed) => {
          const errors = await checkGradient({ ...each, seed });
          expect(errors.rule).toBeLessThan(1e-7);
          expect(errors.forward).toBeLessThan(5e-6);
          expect(errors.runtime).toBeLessThan(2e-5);
        }),
        { numRuns: 25 },
      );
    }, 300_000);
  }
});
