import { reshape, transposeLast } from '../../ops/layout.ts';
import { gemm, matmul } from '../../ops/matmul.ts';
import { dim } from '../../shape.ts';
import { intOf, type Value } from '../../value.ts';
import { sumTo, type GradientRules, type RuleContext } from '../rule.ts';

const asMatrix = (x: Value): Value => reshape(x, [-1, dim(x.shape, -1)]);

/** alpha op(A) op(B) with the transpositions of `gemm`. */
function product(a: Value, b: Value, transA: boolean, transB: boolean, alpha: number): Value {
  return gemm(a, b, undefined, { transA, transB, alpha });
}

function gemmRule(c: RuleContext): (Value | undefined)[] {
  const [dy, a, b] = [c.gradient(0), c.input(0), c.input(1)];
  const transA = intOf(c.entry.attributes, 'transA') === 1;
  const transB = intOf(c.entry.attributes, 'transB') === 1;
  const scale = c.entry.attributes['alpha'];
  const alpha = scale?.kind === 'float' ? scale.value : 1;
  const added = c.entry.inputs[2];
  return [
    c.wants(0)
      ? transA
        ? product(b, dy, transB, true, alpha)
        : product(dy, b, false, !transB, alpha)
      : undefined,
    c.wants(1)
      ? transB
        ? product(dy, a, true, transA, alpha)
        : product(a, dy, !transA, false, alpha)
      : undefined,
    added !== undefined && c.wants(2) ? sumTo(dy, added.shape) : undefined,
  ];
}

export const matmulRules: GradientRules = {
  MatMul: (c) => {
    const [dy, x, y] = [c.gradient(0), c.input(0), c.input(1)];
    if (y.shape.length === 2) {
      // One weight matrix for all batches: both gradients are one matrix product each.
      const flat = asMatrix(dy);
      return [
        c.wants(0) ? reshape(gemm(flat, y, undefined, { transB: true }), x.shape) : undefined,
        c.wants(1) ? gemm(asMatrix(x), flat, undefined, { transA: true }) : undefined,
      ];
    }
    return [
      c.wants(0) ? sumTo(matmul(dy, transposeLast(y)), x.shape) : undefined,
      c.wants(1) ? sumTo(matmul(transposeLast(x), dy), y.shape) : undefined,
    ];
  },
  Gemm: gemmRule,
};
