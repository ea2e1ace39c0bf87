import { refuse } from '../../errors.ts';
import { reshape } from '../../ops/layout.ts';
import { gemm } from '../../ops/matmul.ts';
import { unpack4 } from '../../ops/quantized.ts';
import { dim } from '../../shape.ts';
import type { GradientRules } from '../rule.ts';

export const quantizedRules: GradientRules = {
  // y = x W^T, so dx = dy W; W itself is frozen.
  MatMul4: (c) => {
    const [dy, x] = [c.gradient(0), c.input(0)];
    if (c.entry.inputs.length < 3) throw refuse('MatMul4', [x], 'a gradient needs the weight as pairs too');
    const rows = reshape(dy, [-1, dim(dy.shape, -1)]);
    return [reshape(gemm(rows, unpack4(c.input(1), c.input(2))), x.shape), undefined, undefined];
  },
};
