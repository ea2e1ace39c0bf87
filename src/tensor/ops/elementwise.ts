import { isFloating, onnxTypeNumber, type DType } from '../dtype.ts';
import { refuse } from '../errors.ts';
import { broadcastShapes } from '../shape.ts';
import { int, string, type Value } from '../value.ts';
import { emitOne, operands, type Operand } from './operand.ts';

function binary(op: string, x: Operand, y: Operand, result?: DType): Value {
  const [graph, a, b] = operands(op, x, y);
  if (a.dtype !== b.dtype) throw refuse(op, [a, b], 'the operands have different types');
  const shape = broadcastShapes(a.shape, b.shape);
  if (shape === undefined) throw refuse(op, [a, b], 'the shapes do not broadcast');
  return emitOne(graph, { op, inputs: [a, b], outputs: [{ dtype: result ?? a.dtype, shape }] });
}

function unary(op: string, x: Value): Value {
  return emitOne(x.graph, { op, inputs: [x], outputs: [{ dtype: x.dtype, shape: x.shape }] });
}

function floating(op: string, x: Value): Value {
  if (!isFloating(x.dtype)) throw refuse(op, [x], 'needs floating-point numbers');
  return unary(op, x);
}

/** x + y, broadcasting. @throws GraphError when types differ or shapes do not broadcast (as all of these). */
export const add = (x: Operand, y: Operand): Value => binary('Add', x, y);
/** x - y, broadcasting. */
export const sub = (x: Operand, y: Operand): Value => binary('Sub', x, y);
/** x * y, broadcasting. */
export const mul = (x: Operand, y: Operand): Value => binary('Mul', x, y);
/** x / y, broadcasting; whole numbers divide towards zero. */
export const div = (x: Operand, y: Operand): Value => binary('Div', x, y);
/** x to the power y; the gradient of y needs x > 0. */
export const pow = (x: Operand, y: Operand): Value => binary('Pow', x, y);
/** The smaller of each pair; equal operands share the gradient, as torch.minimum. */
export const min = (x: Operand, y: Operand): Value => binary('Min', x, y);
/** The larger of each pair; equal operands share the gradient, as torch.maximum. */
export const max = (x: Operand, y: Operand): Value => binary('Max', x, y);

export const neg = (x: Value): Value => unary('Neg', x);
/** |x|; the gradient at 0 is 0. */
export const abs = (x: Value): Value => unary('Abs', x);
/** -1, 0 or 1; no gradient. */
export const sign = (x: Value): Value => unary('Sign', x);
export const exp = (x: Value): Value => floating('Exp', x);
/** Natural logarithm. */
export const log = (x: Value): Value => floating('Log', x);
export const sqrt = (x: Value): Value => floating('Sqrt', x);
export const sin = (x: Value): Value => floating('Sin', x);
export const cos = (x: Value): Value => floating('Cos', x);
export const tanh = (x: Value): Value => floating('Tanh', x);
export const sigmoid = (x: Value): Value => floating('Sigmoid', x);
/** Gauss error function. */
export const erf = (x: Value): Value => floating('Erf', x);
/** max(x, 0); the gradient at 0 is 0. */
export const relu = (x: Value): Value => floating('Relu', x);
/** Largest whole number not above x; no gradient. */
export const floor = (x: Value): Value => floating('Floor', x);

/** x Phi(x), exact or with the tanh approximation (Hendrycks and Gimpel 2016). */
export function gelu(x: Value, approximate: 'none' | 'tanh' = 'none'): Value {
  if (!isFloating(x.dtype)) throw refuse('Gelu', [x], 'needs floating-point numbers');
  const attributes = { approximate: string(approximate) };
  return emitOne(x.graph, {
    op: 'Gelu',
    inputs: [x],
    attributes,
    outputs: [{ dtype: x.dtype, shape: x.shape }],
  });
}

/** x sigmoid(x), with one gradient rule of its own. */
export function silu(x: Value): Value {
  const [y] = x.graph.composite({ op: 'Silu', inputs: [x] }, () => {
    const gate = sigmoid(x);
    return { outputs: [mul(x, gate)], saved: [gate] };
  });
  if (y === undefined) throw refuse('Silu', [x], 'no output');
  return y;
}

/**
 * log(1 + e^x) = max(x, 0) - log(sigmoid(|x|)), without overflow and right to 6e-8 (its gradient, the sigmoid, has no such
 * floor). ONNX Runtime's own Softplus takes six times as long on the cpu.
 */
export function softplus(x: Value): Value {
  const [y] = x.graph.composite({ op: 'Softplus', inputs: [x] }, () => ({
    outputs: [sub(relu(x), log(sigmoid(abs(x))))],
  }));
  if (y === undefined) throw refuse('Softplus', [x], 'no output');
  return y;
}

/** x held to [low, high]; the gradient flows where low <= x <= high, as torch.clamp. */
export function clip(x: Value, low: number, high: number): Value {
  if (!(low <= high)) throw refuse('Clip', [x], `the bounds ${low} and ${high} are out of order`);
  const { graph, dtype, shape } = x;
  return emitOne(graph, {
    op: 'Clip',
    inputs: [x, graph.scalar(low, dtype), graph.scalar(high, dtype)],
    outputs: [{ dtype, shape }],
  });
}

export const equal = (x: Operand, y: Operand): Value => binary('Equal', x, y, 'bool');
export const less = (x: Operand, y: Operand): Value => binary('Less', x, y, 'bool');
export const lessOrEqual = (x: Operand, y: Operand): Value => binary('LessOrEqual', x, y, 'bool');
export const greater = (x: Operand, y: Operand): Value => binary('Greater', x, y, 'bool');
export const greaterOrEqual = (x: Operand, y: Operand): Value => binary('GreaterOrEqual', x, y, 'bool');
export const and = (x: Value, y: Value): Value => binary('And', ...bools('And', x, y), 'bool');
export const or = (x: Value, y: Value): Value => binary('Or', ...bools('Or', x, y), 'bool');
export const not = (x: Value): Value => unary('Not', ...bools('Not', x));

function bools<T extends Value[]>(op: string, ...values: T): T {
  if (values.some((v) => v.dtype !== 'bool')) throw refuse(op, values, 'needs bool operands');
  return values;
}

/** `x` where `condition` is true, else `y`; all three broadcast. */
export function where(condition: Value, x: Operand, y: Operand): Value {
  const [graph, a, b] = operands('Where', x, y);
  if (condition.dtype !== 'bool') throw refuse('Where', [condition], 'the condition must be bool');
  if (a.dtype !== b.dtype) throw refuse('Where', [a, b], 'the branches have different types');
  const branches = broadcastShapes(a.shape, b.shape);
  const shape = branches === undefined ? undefined : broadcastShapes(branches, condition.shape);
  if (shape === undefined) throw refuse('Where', [condition, a, b], 'the shapes do not broadcast');
  return emitOne(graph, { op: 'Where', inputs: [condition, a, b], outputs: [{ dtype: a.dtype, shape }] });
}

/** The same numbers in another type; `x` itself when it has that type. Floats to floats carry a gradient. */
export function cast(x: Value, dtype: DType): Value {
  if (x.dtype === dtype) return x;
  return emitOne(x.graph, {
    op: 'Cast',
    inputs: [x],
    attributes: { to: int(onnxTypeNumber[dtype]) },
    outputs: [{ dtype, shape: x.shape }],
  });
}

/** The same values, through which no gradient flows. */
export function stopGradient(x: Value): Value {
  const [y] = x.graph.composite({ op: 'StopGradient', inputs: [x] }, () => ({
    outputs: [unary('Identity', x)],
  }));
  if (y === undefined) throw refuse('StopGradient', [x], 'no output');
  return y;
}
