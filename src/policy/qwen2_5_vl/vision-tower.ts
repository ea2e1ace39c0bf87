import {
  createForward,
  float32Data,
  hostTensor,
  op,
  ParameterStore,
  Random,
  type GraphBuilder,
  type SessionOptions,
  type Shape,
  type Value,
} from '../../tensor/index.ts';
import { unseen } from '../qwen2/attention.ts';
import { inverseFrequencies, rotaryRows, rotate } from '../qwen2/rotary.ts';
import { dim } from '../qwen2/shape.ts';
import type { WeightPart, WeightShapes } from '../qwen2/weights.ts';
import type { VisionConfig } from './config.ts';
import type { Grid } from './rope-index.ts';
import { patchOrder, type Patches } from './vision-preprocess.ts';
import { windowsOf, type Windows } from './vision-windows.ts';

const normEpsilon = 1e-6;

/** The weights of the vision tower; the patch convolution first. */
export function visionWeightShapes(config: VisionConfig): WeightShapes {
  const { hiddenSize: hidden, feedForwardSize: wide, patchSize: patch, mergeSize, outputSize } = config;
  const merged = hidden * mergeSize ** 2;
  const shapes = new Map<string, Shape>([
    ['patch_embed.proj.weight', [hidden, config.channels, config.temporalPatchSize, patch, patch]],
    ['merger.ln_q.weight', [hidden]],
    ['merger.mlp.0.weight', [merged, merged]],
    ['merger.mlp.0.bias', [merged]],
    ['merger.mlp.2.weight', [outputSize, merged]],
    ['merger.mlp.2.bias', [outputSize]],
  ]);
  for (let i = 0; i < config.depth; i++) {
    const block: Record<string, Shape> = {
      'norm1.weight': [hidden],
      'norm2.weight': [hidden],
      'attn.qkv.weight': [3 * hidden, hidden],
      'attn.qkv.bias': [3 * hidden],
      'attn.proj.weight': [hidden, hidden],
      'attn.proj.bias': [hidden],
      'mlp.gate_proj.weight': [wide, hidden],
      'mlp.gate_proj.bias': [wide],
      'mlp.up_proj.weight': [wide, hidden],
      'mlp.up_proj.bias': [wide],
      'mlp.down_proj.weight': [hidden, wide],
      'mlp.down_proj.bias': [hidden],
    };
    for (const [name, shape] of Object.entries(block)) shapes.set(`blocks.${i}.${name}`, shape);
  }
  return shapes;
}

/** Turns the patches of videos of one frame size into embeddings for the language model. */
export interface VisionTower {
  /**
   * @returns embeddings [tokens, outputSize]: one per merged token, in the order of the patches
   * @throws RangeError when the frames have another size.
   */
  encode(patches: Patches): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * A session for frames of `height` x `width` patches. Temporal patches never see each other in this tower, so a video is
 * encoded `perRun` of them at a time, whatever its length.
 * @throws GraphError or SessionError when it can't be built.
 */
export async function createVisionTower(
  config: VisionConfig,
  weights: WeightPart,
  frame: { readonly height: number; readonly width: number },
  perRun: number,
  session?: SessionOptions,
): Promise<VisionTower> {
  const grid = { ...frame, time: perRun };
  const count = grid.time * grid.height * grid.width;
  const patchNumbers = config.channels * config.temporalPatchSize * config.patchSize ** 2;
  const forward = await createForward({
    name: 'vision',
    store: new ParameterStore([], Random.seeded(0)),
    inputs: { patches: { dtype: 'float32', shape: [count, patchNumbers] } },
    ...(session === undefined ? {} : { session }),
    build: (net) => ({ tokens: tower(net.graph, config, weights, grid, net.input('patches')) }),
  });
  return {
    encode: async ({ grid: whole, data }) => {
      if (whole.height !== frame.height || whole.width !== frame.width) {
        throw new RangeError(`This tower takes frames of ${frame.width} x ${frame.height} patches.`);
      }
      const step = count * patchNumbers;
      const tokensPerTime = (grid.height * grid.width) / config.mergeSize ** 2;
      const out = new Float32Array(whole.time * tokensPerTime * config.outputSize);
      for (let time = 0; time < whole.time; time += perRun) {
        const part = data.subarray((time / perRun) * step, (time / perRun + 1) * step);
        const padded = part.length === step ? part : new Float32Array(step);
        if (padded !== part) padded.set(part);
        const { tokens } = await forward.run({ patches: padded });
        if (tokens === undefined) throw new RangeError('The vision tower gave nothing.');
        const used = Math.min(perRun, whole.time - time) * tokensPerTime * config.outputSize;
        const start = time * tokensPerTime * config.outputSize;
        out.set(float32Data(tokens).subarray(0, used), start);
      }
      return out;
    },
    dispose: () => forward.dispose(),
  };
}

/** The tower's graph: patches keep their order, and only attention looks at them by windows or by frames. */
function tower(
  graph: GraphBuilder,
  config: VisionConfig,
  weights: WeightPart,
  grid: Grid,
  patches: Value,
): Value {
  const { hiddenSize, mergeSize, fullBlocks } = config;
  const w = (name: string) => weights.value(graph, name);
  const turn = rotaryByPlace(graph, config, grid);
  const windows = windowsOf(grid, config);
  const frames = framesOf(grid);
  const kernel = op.reshape(w('patch_embed.proj.weight'), [hiddenSize, dim(patches, 1)]);
  let x = op.linear(patches, kernel);
  for (let i = 0; i < config.depth; i++) {
    const input = x;
    const seen = fullBlocks.includes(i) ? frames : windows;
    x = graph.scope(`block${i}`, () => {
      const weight = (name: string) => w(`blocks.${i}.${name}`);
      const layer = (name: string, y: Value) =>
        op.linear(y, weight(`${name}.weight`), weight(`${name}.bias`));
      const qkv = layer('attn.qkv', op.rmsNorm(input, weight('norm1.weight'), normEpsilon));
      const attended = op.add(input, layer('attn.proj', attention(qkv, config, turn, seen)));
      const middle = op.rmsNorm(attended, weight('norm2.weight'), normEpsilon);
      const gated = op.mul(op.silu(layer('mlp.gate_proj', middle)), layer('mlp.up_proj', middle));
      return op.add(attended, layer('mlp.down_proj', gated));
    });
  }
  const merged = op.reshape(op.rmsNorm(x, w('merger.ln_q.weight'), normEpsilon), [
    -1,
    hiddenSize * mergeSize ** 2,
  ]);
  const inner = op.gelu(op.linear(merged, w('merger.mlp.0.weight'), w('merger.mlp.0.bias')));
  return op.linear(inner, w('merger.mlp.2.weight'), w('merger.mlp.2.bias'));
}

/** Each temporal patch as one window: what full attention sees. */
function framesOf(grid: Grid): Windows {
  const size = grid.height * grid.width;
  const places = Int32Array.from({ length: grid.time * size }, (_, i) => i);
  return { count: grid.time, size, patches: places, places, filled: Array.from(places, () => true) };
}

/** Attention inside windows, [patches, 3 * hidden] to [patches, hidden]. */
function attention(
  qkv: Value,
  { hiddenSize, heads }: VisionConfig,
  turn: (x: Value) => Value,
  windows: Windows,
): Value {
  const { graph } = qkv;
  const headSize = hiddenSize / heads;
  const [count, size] = [windows.count, windows.size];
  const inOrder = windows.places.every((place, i) => place === i) && windows.filled.every(Boolean);
  const pick = (x: Value, indices: Int32Array) =>
    op.gather(x, graph.constant(hostTensor('int32', [indices.length], indices)));
  const parts = op.split(qkv, [hiddenSize, hiddenSize, hiddenSize], 1);
  const [q, k, v] = parts.map((part, i) => {
    const placed = i < 2 ? turn(part) : part;
    const inWindows = inOrder ? placed : pick(placed, windows.patches);
    return op.transpose(op.reshape(inWindows, [count, size, heads, headSize]), [0, 2, 1, 3]);
  });
  if (q === undefined || k === undefined || v === undefined) {
    throw new RangeError('Queries, keys and values could not be taken apart.');
  }
  const scores = op.matmul(op.mul(q, 1 / Math.sqrt(headSize)), op.transposeLast(k));
  const seen = windows.filled.every(Boolean) ? scores : op.add(scores, keyBias(graph, windows));
  const attended = op.transpose(op.matmul(op.softmax(seen), v), [0, 2, 1, 3]);
  const rows = op.reshape(attended, [count * size, hiddenSize]);
  return inOrder ? rows : pick(rows, windows.places);
}

function keyBias(graph: Pick<GraphBuilder, 'constant'>, { count, size, filled }: Windows): Value {
  const bias = Float32Array.from(filled, (isFilled) => (isFilled ? 0 : unseen));
  return graph.constant(hostTensor('float32', [count, 1, 1, size], bias));
}

/** Rotary angles by row and column: the first quarter of a head's pairs turns with the row, the second with the column. */
function rotaryByPlace(graph: GraphBuilder, config: VisionConfig, grid: Grid): (x: Value) => Value {
  const half = config.hiddenSize / config.heads / 2;
  const frequencies = inverseFrequencies(half, config.ropeTheta);
  const angles = [...patchOrder(grid, config.mergeSize)].flatMap(({ row, column }) =>
    [row, column].flatMap((place) => Array.from(frequencies, (f) => Math.fround(f * place))),
  );
  const table = (of: (angle: number) => number) =>
    graph.constant(
      hostTensor(
        'float32',
        [angles.length / half, half],
        Float32Array.from(angles, (a) => of(a)),
      ),
    );
  const [cos, sin] = [table(Math.cos), table(Math.sin)];
  const rows = rotaryRows(cos, sin, 1, angles.length / half);
  return (x) => op.reshape(rotate(op.unsqueeze(x, [0]), rows), x.shape);
}
