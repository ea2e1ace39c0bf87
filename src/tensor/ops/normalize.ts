import { refuse } from '../errors.ts';
import { dim, sameShape } from '../shape.ts';
import { float, int, type Value } from '../value.ts';
import { only } from './operand.ts';

function requireScale(op: string, x: Value, parameters: readonly Value[]): void {
  if (x.shape.length === 0) throw refuse(op, [x], 'needs at least one axis');
  const last = [dim(x.shape, -1)];
  if (!parameters.every((p) => sameShape(p.shape, last) && p.dtype === x.dtype)) {
    throw refuse(op, [x, ...parameters], 'scale and bias must have the size of the last axis');
  }
}

/**
 * Layer normalisation over the last axis (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) * scale + bias,
 * with the biased variance, as torch.nn.LayerNorm.
 */
export function layerNorm(x: Value, scale: Value, bias: Value, epsilon = 1e-5): Value {
  requireScale('LayerNormalization', x, [scale, bias]);
  const { dtype, shape } = x;
  const stat = { dtype, shape: shape.with(shape.length - 1, 1) };
  const [y] = x.graph.emit({
    op: 'LayerNormalization',
    inputs: [x, scale, bias],
    attributes: { axis: int(-1), epsilon: float(epsilon) },
    outputs: [{ dtype, shape }, stat, stat],
  });
  return only('LayerNormalization', y === undefined ? [] : [y]);
}

/** Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) * scale. */
export function rmsNorm(x: Value, scale: Value, epsilon = 1e-6): Value {
  requireScale('SimplifiedLayerNormalization', x, [scale]);
  const { dtype, shape } = x;
  const [y] = x.graph.emit({
    op: 'SimplifiedLayerNormalization',
    inputs: [x, scale],
    attributes: { axis: int(-1), epsilon: float(epsilon), stash_type: int(1) },
    outputs: [
      { dtype, shape },
      { dtype, shape: shape.with(shape.length - 1, 1) },
    ],
  });
  return only('SimplifiedLayerNormalization', y === undefined ? [] : [y]);
}
