import { refuse } from '../errors.ts';
import { dim, formatShape, reduceShape, sameShape } from '../shape.ts';
import { float, int, ints, type Value } from '../value.ts';
import { add, div, mul, sqrt, sub } from './elementwise.ts';
import { axesOf, only } from './operand.ts';
import { reduceMean } from './reduce.ts';

/**
 * Each place of the remaining axes normalised over `axes`: (x - mean) / sqrt(variance + epsilon) * scale + shift, with the
 * biased variance of `x` itself and no running statistics (batch or instance normalisation, depending on the axes).
 * `scale` and `shift` have the shape of `x` with size 1 on `axes`.
 */
export function axisNorm(
  x: Value,
  scale: Value,
  shift: Value,
  axes: readonly number[],
  epsilon = 1e-5,
): Value {
  const over = axesOf('AxisNorm', x, axes);
  const kept = reduceShape(x.shape, over, true);
  if (![scale, shift].every((p) => sameShape(p.shape, kept) && p.dtype === x.dtype)) {
    throw refuse('AxisNorm', [x, scale, shift], `scale and shift must be ${formatShape(kept)}`);
  }
  const spec = { op: 'AxisNorm', inputs: [x, scale, shift], attributes: { axes: ints(over) } };
  const made = x.graph.composite(spec, () => {
    const how = { axes: over, keepDims: true };
    const apart = sub(x, reduceMean(x, how));
    const inverse = div(1, sqrt(add(reduceMean(mul(apart, apart), how), epsilon)));
    const factor = mul(scale, inverse);
    return { outputs: [add(mul(apart, factor), shift)], saved: [apart, inverse, factor] };
  });
  return only('AxisNorm', made);
}

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
  const [y] = x.graph.emit({
    op: 'SimplifiedLayerNormalization',
    inputs: [x, scale],
    attributes: { axis: int(-1), epsilon: float(epsilon), stash_type: int(1) },
    outputs: [
      { dtype: x.dtype, shape: x.shape },
      { dtype: x.dtype, shape: x.shape.with(x.shape.length - 1, 1) },
    ],
  });
  return only('SimplifiedLayerNormalization', y === undefined ? [] : [y]);
}
