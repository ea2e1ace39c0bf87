import { dim, normalizeAxis, reduceShape, sizeOf, stridesOf, type Shape } from '../shape.ts';
import { intOf, intsOf, type GraphNode } from '../value.ts';
import { convolutions } from './reference-conv.ts';
import {
  alongAxis,
  at,
  atBroadcast,
  coordinates,
  elementwise,
  erf,
  tensor64,
  type Tensor64,
} from './tensor64.ts';

/** Computes the outputs of a node in doubles, following the ONNX operator texts. */
export type ReferenceOp = (node: GraphNode, inputs: readonly Tensor64[]) => Tensor64[];

/** Input `i`. @throws RangeError when the node lacks it. */
export function input(inputs: readonly Tensor64[], i: number): Tensor64 {
  const found = inputs[i];
  if (found === undefined) throw new RangeError(`The reference lacks input ${i}.`);
  return found;
}

const map =
  (f: (...xs: number[]) => number): ReferenceOp =>
  (_, inputs) => [elementwise(inputs, (...xs) => f(...xs))];

const shapeOf = (node: GraphNode, i = 0): Shape => {
  const output = node.outputs[i];
  if (output === undefined) throw new RangeError(`${node.name} has no output ${i}.`);
  return output.shape;
};

/** Keeps the elements in order and gives them the output's shape. */
const relabel: ReferenceOp = (node, inputs) => [
  { shape: shapeOf(node), data: input(inputs, 0).data.slice() },
];

const reduce =
  (f: (xs: number[]) => number): ReferenceOp =>
  (node, inputs) => {
    const x = input(inputs, 0);
    const axes = [...input(inputs, 1).data].map((a) => normalizeAxis(a, x.shape.length) ?? 0);
    const kept = reduceShape(x.shape, axes, true);
    const groups = Array.from({ length: sizeOf(kept) }, (): number[] => []);
    const strides = stridesOf(kept);
    for (const [i, value] of x.data.entries()) {
      const group = coordinates(i, x.shape).reduce(
        (sum, c, axis) => sum + (axes.includes(axis) ? 0 : c * (strides[axis] ?? 0)),
        0,
      );
      groups[group]?.push(value);
    }
    return [tensor64(shapeOf(node), (i) => f(groups[i] ?? []))];
  };

const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);
const mean = (xs: number[]) => sum(xs) / xs.length;
const softmaxLine = (line: number[]) => {
  const top = Math.max(...line);
  const e = line.map((v) => Math.exp(v - top));
  return e.map((v) => v / sum(e));
};

function epsilonOf(node: GraphNode): number {
  const found = node.attributes['epsilon'];
  // The file keeps the number as float32.
  return found?.kind === 'float' ? Math.fround(found.value) : 0;
}

const logical = (f: (a: number, b: number) => boolean) => map((a = 0, b = 0) => (f(a, b) ? 1 : 0));

/** Replaces elements along an axis, or adds to them. */
const scatter: ReferenceOp = (node, inputs) => {
  const [x, indices, updates] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
  const axis = intOf(node.attributes, 'axis');
  const how = node.attributes['reduction'];
  const adds = how?.kind === 'string' && how.value === 'add';
  const data = x.data.slice();
  const strides = stridesOf(x.shape);
  for (const [i, index] of indices.data.entries()) {
    const where = coordinates(i, indices.shape).with(axis, index < 0 ? index + dim(x.shape, axis) : index);
    const to = where.reduce((s, c, a) => s + c * (strides[a] ?? 0), 0);
    data[to] = (adds ? (data[to] ?? 0) : 0) + (updates.data[i] ?? 0);
  }
  return [{ shape: x.shape, data }];
};

export const referenceOps: Readonly<Record<string, ReferenceOp>> = {
  Add: map((a = 0, b = 0) => a + b),
  Sub: map((a = 0, b = 0) => a - b),
  Mul: map((a = 0, b = 0) => a * b),
  Div: map((a = 0, b = 0) => a / b),
  Pow: map((a = 0, b = 0) => a ** b),
  Min: map(Math.min),
  Max: map(Math.max),
  Neg: map((a = 0) => -a),
  Abs: map((a = 0) => Math.abs(a)),
  Sign: map((a = 0) => Math.sign(a)),
  Exp: map((a = 0) => Math.exp(a)),
  Log: map((a = 0) => Math.log(a)),
  Sqrt: map((a = 0) => Math.sqrt(a)),
  Sin: map((a = 0) => Math.sin(a)),
  Cos: map((a = 0) => Math.cos(a)),
  Tanh: map((a = 0) => Math.tanh(a)),
  Sigmoid: map((a = 0) => 1 / (1 + Math.exp(-a))),
  Erf: map((a = 0) => erf(a)),
  Relu: map((a = 0) => Math.max(a, 0)),
  Floor: map((a = 0) => Math.floor(a)),
  Clip: map((a = 0, low = 0, high = 0) => Math.min(Math.max(a, low), high)),
  Where: map((c = 0, a = 0, b = 0) => (c === 0 ? b : a)),
  Equal: logical((a, b) => a === b),
  Less: logical((a, b) => a < b),
  LessOrEqual: logical((a, b) => a <= b),
  Greater: logical((a, b) => a > b),
  GreaterOrEqual: logical((a, b) => a >= b),
  And: logical((a, b) => a !== 0 && b !== 0),
  Or: logical((a, b) => a !== 0 || b !== 0),
  Not: map((a = 0) => (a === 0 ? 1 : 0)),
  Identity: map((a = 0) => a),
  Cast: (node, inputs) => {
    const to = node.outputs[0]?.dtype;
    const convert = (v: number) => {
      if (to === 'bool') return v === 0 ? 0 : 1;
      return to === 'int32' || to === 'int64' ? Math.trunc(v) + 0 : v;
    };
    return [elementwise(inputs, (v = 0) => convert(v))];
  },
  Gelu: (node, inputs) => {
    const a = node.attributes['approximate'];
    const tanhForm = a?.kind === 'string' && a.value === 'tanh';
    const c = Math.sqrt(2 / Math.PI);
    return [
      elementwise(inputs, (x = 0) =>
        tanhForm
          ? 0.5 * x * (1 + Math.tanh(c * (x + 0.044715 * x ** 3)))
          : 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
      ),
    ];
  },
  ReduceSum: reduce(sum),
  ReduceSumSquare: reduce((xs) => sum(xs.map((x) => x * x))),
  ReduceLogSumExp: reduce((xs) => {
    const top = Math.max(...xs);
    return top + Math.log(sum(xs.map((x) => Math.exp(x - top))));
  }),
  ReduceMean: reduce(mean),
  ReduceMax: reduce((xs) => Math.max(...xs)),
  ReduceMin: reduce((xs) => Math.min(...xs)),
  ArgMax: (node, inputs) => {
    const x = input(inputs, 0);
    const axis = intOf(node.attributes, 'axis');
    const best = alongAxis(x, axis, (line) => line.map(() => line.indexOf(Math.max(...line))));
    const shape = shapeOf(node);
    return [tensor64(shape, (i) => at(best, coordinates(i, shape).toSpliced(axis, 0, 0)))];
  },
  CumSum: (node, inputs) => {
    const exclusive = intOf(node.attributes, 'exclusive') === 1;
    const reverse = intOf(node.attributes, 'reverse') === 1;
    const running = (line: number[]) => {
      let total = 0;
      return line.map((v) => {
        const before = total;
        total += v;
        return exclusive ? before : total;
      });
    };
    const axis = input(inputs, 1).data[0] ?? 0;
    const flip = (line: number[]) => (reverse ? line.toReversed() : line);
    return [alongAxis(input(inputs, 0), axis, (line) => flip(running(flip(line))))];
  },
  Softmax: (node, inputs) => [alongAxis(input(inputs, 0), intOf(node.attributes, 'axis'), softmaxLine)],
  LogSoftmax: (node, inputs) => [
    alongAxis(input(inputs, 0), intOf(node.attributes, 'axis'), (line) =>
      softmaxLine(line).map((v) => Math.log(v)),
    ),
  ],
  MatMul: (node, inputs) => {
    const [x, y] = [input(inputs, 0), input(inputs, 1)];
    const shape = shapeOf(node);
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        const [row, column] = [where.at(-2) ?? 0, where.at(-1) ?? 0];
        const batch = where.slice(0, -2);
        let total = 0;
        for (let k = 0; k < dim(x.shape, -1); k++) {
          total += atBroadcastMatrix(x, batch, row, k) * atBroadcastMatrix(y, batch, k, column);
        }
        return total;
      }),
    ];
  },
  Gemm: (node, inputs) => {
    const [a, b] = [input(inputs, 0), input(inputs, 1)];
    const transA = intOf(node.attributes, 'transA') === 1;
    const transB = intOf(node.attributes, 'transB') === 1;
    const alpha = node.attributes['alpha'];
    const scale = alpha?.kind === 'float' ? Math.fround(alpha.value) : 1;
    const shape = shapeOf(node);
    const inner = dim(a.shape, transA ? 0 : 1);
    return [
      tensor64(shape, (i) => {
        const [row = 0, column = 0] = coordinates(i, shape);
        let total = 0;
        for (let k = 0; k < inner; k++) {
          total += at(a, transA ? [k, row] : [row, k]) * at(b, transB ? [column, k] : [k, column]);
        }
        const added = inputs[2];
        return scale * total + (added === undefined ? 0 : atBroadcast(added, [row, column]));
      }),
    ];
  },
  Reshape: relabel,
  Expand: (node, inputs) => {
    const shape = shapeOf(node);
    return [tensor64(shape, (i) => atBroadcast(input(inputs, 0), coordinates(i, shape)))];
  },
  Transpose: (node, inputs) => {
    const perm = intsOf(node.attributes, 'perm');
    const shape = shapeOf(node);
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        return at(
          input(inputs, 0),
          perm.map((_, axis) => where[perm.indexOf(axis)] ?? 0),
        );
      }),
    ];
  },
  Concat: (node, inputs) => {
    const axis = intOf(node.attributes, 'axis');
    const shape = shapeOf(node);
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        let rest = where[axis] ?? 0;
        for (const x of inputs) {
          if (rest < dim(x.shape, axis)) return at(x, where.with(axis, rest));
          rest -= dim(x.shape, axis);
        }
        throw new RangeError('Concat ran out of inputs.');
      }),
    ];
  },
  Split: (node, inputs) => {
    const axis = intOf(node.attributes, 'axis');
    let start = 0;
    return node.outputs.map(({ shape }) => {
      const from = start;
      start += dim(shape, axis);
      return tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        return at(input(inputs, 0), where.with(axis, (where[axis] ?? 0) + from));
      });
    });
  },
  Slice: (node, inputs) => {
    const [starts, axes, steps] = [input(inputs, 1).data, input(inputs, 3).data, input(inputs, 4).data];
    const shape = shapeOf(node);
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        for (const [j, axis] of axes.entries()) {
          where[axis] = (starts[j] ?? 0) + (where[axis] ?? 0) * (steps[j] ?? 1);
        }
        return at(input(inputs, 0), where);
      }),
    ];
  },
  Pad: (node, inputs) => {
    const [x, pads] = [input(inputs, 0), input(inputs, 1).data];
    const fill = input(inputs, 2).data[0] ?? 0;
    const shape = shapeOf(node);
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape).map((c, axis) => c - (pads[axis] ?? 0));
        return where.every((c, axis) => c >= 0 && c < dim(x.shape, axis)) ? at(x, where) : fill;
      }),
    ];
  },
  Gather: (node, inputs) => {
    const [x, indices] = [input(inputs, 0), input(inputs, 1)];
    const axis = intOf(node.attributes, 'axis');
    const shape = shapeOf(node);
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        const index = at(indices, where.slice(axis, axis + indices.shape.length));
        return at(x, where.toSpliced(axis, indices.shape.length, index));
      }),
    ];
  },
  GatherElements: (node, inputs) => {
    const [x, indices] = [input(inputs, 0), input(inputs, 1)];
    const axis = intOf(node.attributes, 'axis');
    return [
      tensor64(indices.shape, (i) => at(x, coordinates(i, indices.shape).with(axis, indices.data[i] ?? 0))),
    ];
  },
  ScatterElements: scatter,
  ConstantOfShape: (node) => {
    const value = node.attributes['value'];
    const fill = value?.kind === 'tensor' ? Number(value.value.data[0]) : 0;
    return [tensor64(shapeOf(node), () => fill)];
  },
  LayerNormalization: (node, inputs) => {
    const [x, scale, bias] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const axis = x.shape.length - 1;
    const means = alongAxis(x, axis, (line) => line.map(() => mean(line)));
    const inverse = alongAxis(x, axis, (line) => {
      const m = mean(line);
      const r = 1 / Math.sqrt(mean(line.map((v) => (v - m) ** 2)) + epsilonOf(node));
      return line.map(() => r);
    });
    const y = elementwise(
      [x, means, inverse, scale, bias],
      (v = 0, m = 0, r = 0, s = 0, b = 0) => (v - m) * r * s + b,
    );
    return [y, firstOfLine(means), firstOfLine(inverse)];
  },
  SimplifiedLayerNormalization: (node, inputs) => {
    const [x, scale] = [input(inputs, 0), input(inputs, 1)];
    const inverse = alongAxis(x, x.shape.length - 1, (line) => {
      const r = 1 / Math.sqrt(mean(line.map((v) => v * v)) + epsilonOf(node));
      return line.map(() => r);
    });
    return [elementwise([x, inverse, scale], (v = 0, r = 0, s = 0) => v * r * s), firstOfLine(inverse)];
  },
  MatMulNBits: (node, inputs) => {
    const [x, packed, scales] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const block = intOf(node.attributes, 'block_size');
    const shape = shapeOf(node);
    const inner = dim(x.shape, -1);
    const weight = (row: number, k: number) => {
      const byte = packed.data[(row * inner + k) >> 1] ?? NaN;
      return (
        ((k % 2 === 0 ? byte & 15 : byte >> 4) - 8) * (scales.data[((row * inner + k) / block) | 0] ?? NaN)
      );
    };
    return [
      tensor64(shape, (i) => {
        const where = coordinates(i, shape);
        const row = where.at(-1) ?? 0;
        let total = 0;
        for (let k = 0; k < inner; k++) total += at(x, [...where.slice(0, -1), k]) * weight(row, k);
        return total;
      }),
    ];
  },
  RotaryEmbedding: (_, inputs) => {
    const [x, positions, cos, sin] = [0, 1, 2, 3].map((i) => input(inputs, i));
    if (x === undefined || positions === undefined || cos === undefined || sin === undefined) return [];
    const half = dim(cos.shape, 1);
    return [
      tensor64(x.shape, (i) => {
        const [row = 0, step = 0, place = 0] = coordinates(i, x.shape);
        const start = Math.floor(place / (2 * half)) * 2 * half;
        const inside = place - start;
        const angle = [at(positions, [row, step]), inside % half];
        const [a, b] = [inside % half, (inside % half) + half].map((p) => at(x, [row, step, start + p]));
        const [c, s] = [at(cos, angle), at(sin, angle)];
        return inside < half ? (a ?? NaN) * c - (b ?? NaN) * s : (b ?? NaN) * c + (a ?? NaN) * s;
      }),
    ];
  },
  DequantizeLinear: (node, inputs) => {
    const [x, scales, zeros] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    const block = intOf(node.attributes, 'block_size');
    return [
      tensor64(x.shape, (i) => {
        const j = Math.floor(i / block);
        return ((x.data[i] ?? NaN) - (zeros.data[j] ?? NaN)) * (scales.data[j] ?? NaN);
      }),
    ];
  },
  ...convolutions,
};

function firstOfLine(x: Tensor64): Tensor64 {
  const shape = [...x.shape.slice(0, -1), 1];
  return tensor64(shape, (i) => at(x, coordinates(i, shape)));
}

function atBroadcastMatrix(x: Tensor64, batch: readonly number[], row: number, column: number): number {
  return atBroadcast(x, [...batch, row, column]);
}
