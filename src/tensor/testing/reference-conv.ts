import { dim, sizeOf, type Shape } from '../shape.ts';
import { intsOf, type GraphNode } from '../value.ts';
import type { ReferenceOp } from './reference-ops.ts';
import { at, coordinates, tensor64, type Tensor64 } from './tensor64.ts';

function windowOf(node: GraphNode) {
  const kernel = intsOf(node.attributes, 'kernel_shape');
  const strides = intsOf(node.attributes, 'strides');
  const pads = intsOf(node.attributes, 'pads');
  const dilations =
    'dilations' in node.attributes ? intsOf(node.attributes, 'dilations') : kernel.map(() => 1);
  /** Coordinate along spatial axis `i` that tap `k` of window `o` looks at. */
  const place = (i: number, o: number, k: number) =>
    o * (strides[i] ?? 1) + k * (dilations[i] ?? 1) - (pads[i] ?? 0);
  return { kernel, place };
}

const first = (inputs: readonly Tensor64[], i: number): Tensor64 => {
  const found = inputs[i];
  if (found === undefined) throw new RangeError(`The reference lacks input ${i}.`);
  return found;
};

const outputShape = (node: GraphNode): Shape => node.outputs[0]?.shape ?? [];

/** Sum over the taps of a window and the given channels. */
function overWindow(kernel: readonly number[], visit: (tap: number[]) => void): void {
  for (let t = 0; t < sizeOf(kernel); t++) visit(coordinates(t, kernel));
}

/** Convolutions and pools, tap by tap as the ONNX operator texts define them. */
export const convolutions: Readonly<Record<string, ReferenceOp>> = {
  Conv: (node, inputs) => {
    const [x, weight] = [first(inputs, 0), first(inputs, 1)];
    const { kernel, place } = windowOf(node);
    const shape = outputShape(node);
    return [
      tensor64(shape, (i) => {
        const [n = 0, m = 0, ...out] = coordinates(i, shape);
        let total = inputs[2]?.data[m] ?? 0;
        overWindow(kernel, (tap) => {
          const where = out.map((o, axis) => place(axis, o, tap[axis] ?? 0));
          for (let c = 0; c < dim(x.shape, 1); c++)
            total += at(x, [n, c, ...where]) * at(weight, [m, c, ...tap]);
        });
        return total;
      }),
    ];
  },
  ConvTranspose: (node, inputs) => {
    const [dy, weight] = [first(inputs, 0), first(inputs, 1)];
    const { kernel, place } = windowOf(node);
    const shape = outputShape(node);
    const out = tensor64(shape, () => 0);
    const [, channels = 0, ...space] = shape;
    for (const [i, value] of dy.data.entries()) {
      const [n = 0, m = 0, ...o] = coordinates(i, dy.shape);
      overWindow(kernel, (tap) => {
        const where = o.map((oi, axis) => place(axis, oi, tap[axis] ?? 0));
        if (where.some((p, axis) => p < 0 || p >= dim(space, axis))) return;
        for (let c = 0; c < channels; c++) {
          const to = [n, c, ...where].reduce((s, p, axis) => s * dim(shape, axis) + p, 0);
          out.data[to] = (out.data[to] ?? 0) + value * at(weight, [m, c, ...tap]);
        }
      });
    }
    return [out];
  },
  MaxPool: (node, inputs) => {
    const x = first(inputs, 0);
    const { kernel, place } = windowOf(node);
    const shape = outputShape(node);
    const chosen = tensor64(shape, (i) => {
      const [n = 0, c = 0, ...o] = coordinates(i, shape);
      let best = -1;
      overWindow(kernel, (tap) => {
        const where = o.map((oi, axis) => place(axis, oi, tap[axis] ?? 0));
        if (where.some((p, axis) => p < 0 || p >= dim(x.shape, axis + 2))) return;
        const from = [n, c, ...where].reduce((s, p, axis) => s * dim(x.shape, axis) + p, 0);
        if (best < 0 || (x.data[from] ?? 0) > (x.data[best] ?? 0)) best = from;
      });
      return best;
    });
    return [{ shape, data: chosen.data.map((from) => x.data[from] ?? 0) }, chosen];
  },
  AveragePool: (node, inputs) => {
    const x = first(inputs, 0);
    const { kernel, place } = windowOf(node);
    const shape = outputShape(node);
    return [
      tensor64(shape, (i) => {
        const [n = 0, c = 0, ...o] = coordinates(i, shape);
        let total = 0;
        overWindow(kernel, (tap) => {
          total += at(x, [n, c, ...o.map((oi, axis) => place(axis, oi, tap[axis] ?? 0))]);
        });
        return total / sizeOf(kernel);
      }),
    ];
  },
};
