import type { Tensor } from 'onnxruntime-node';
import { adamW, adamWCorrections, type AdamWConfig, type AdamWInputs, type AdamWSlot } from './adamw.ts';
import { gradients } from './autodiff/gradients.ts';
import { GraphError } from './errors.ts';
import { GraphBuilder } from './graph.ts';
import { float32Data, type HostTensor } from './host-tensor.ts';
import { Net, parameterFeeds, type InputSpecs } from './model-graph.ts';
import { DoubleBuffer, groupOf, ParameterError, type ParameterStore, type Slot } from './parameter-store.ts';
import { createSession, type Feeds, type SessionOptions } from './session.ts';
import { sizeOf } from './shape.ts';
import { add } from './ops/elementwise.ts';
import type { Value } from './value.ts';

/** What `build` gives back: the scalar to make smaller, and anything else worth looking at. */
export interface LossAndOutputs {
  readonly loss: Value;
  readonly outputs?: Readonly<Record<string, Value>>;
}

export interface LossOptions {
  readonly name?: string;
  readonly store: ParameterStore;
  /** Groups of parameters to train; all by default. Others are only read. */
  readonly groups?: readonly string[];
  readonly inputs: InputSpecs;
  readonly build: (net: Net) => LossAndOutputs;
  readonly session?: SessionOptions;
}

export interface TrainStepOptions extends LossOptions {
  readonly optimizer?: AdamWConfig;
}

/** The learning rate of a step: one number, or one per group. */
export type LearningRate = number | Readonly<Record<string, number>>;

export interface Update {
  /** Euclidean norm of all gradients before clipping. */
  readonly gradNorm: number;
  /** False when the norm was not finite: parameters and optimizer state are then as before. */
  readonly applied: boolean;
}

export interface StepResult extends Update {
  readonly loss: number;
  readonly outputs: Readonly<Record<string, HostTensor>>;
}

/** Forward, backward, clipping and AdamW in one run. */
export interface TrainStep {
  /** @throws SessionError when an input is missing, unknown or of the wrong size. */
  run(feeds: Feeds, how: { readonly learningRate: LearningRate }): Promise<StepResult>;
  dispose(): Promise<void>;
}

/** Forward and backward; the gradients add up in the store until a `UpdateStep` applies them. */
export interface GradientStep {
  /** `weight` multiplies the loss before it is differentiated (1 / number of batches for a mean). */
  run(
    feeds: Feeds,
    how?: { readonly weight?: number },
  ): Promise<{ loss: number; outputs: Readonly<Record<string, HostTensor>> }>;
  dispose(): Promise<void>;
}

/** Clipping and AdamW on the gradients that add up in the store, which then start at zero again. */
export interface UpdateStep {
  run(how: { readonly learningRate: LearningRate }): Promise<Update>;
  dispose(): Promise<void>;
}

// '@' keeps these apart from the names of parameters and batches.
const inputName = { m: '@m/', v: '@v/', sum: '@sum/' } as const;
const outputName = { value: '@next/', m: '@next_m/', v: '@next_v/', sum: '@next_sum/' } as const;

/**
 * A training step over the parameters of a store. Several of them, for batches of different sizes, may share a store.
 * @throws GraphError when the model can't be built or differentiated.
 */
export async function createTrainStep(options: TrainStepOptions): Promise<TrainStep> {
  const { store, optimizer = {} } = options;
  const groups = options.groups ?? store.groups;
  const { net, slots, loss, gradientOf } = lossGraph(options, groups);
  const graph = net.graph;
  const update = updateGraph(graph, groups, optimizer, slots, (slot) => ({
    parameter: net.parameter(slot.spec.name),
    gradient: gradientOf(slot),
  }));
  graph.output('loss', loss);
  graph.output('gradNorm', update);
  const session = await createSession(graph, options.session);
  return {
    run: (feeds, { learningRate }) =>
      store.exclusively(async () => {
        const results = await session.run(
          {
            ...feeds,
            ...parameterFeeds(net, store),
            ...momentFeeds(slots),
            ...rateFeeds(store, groups, optimizer, learningRate),
          },
          targets(slots),
        );
        const { loss: lossTensor, gradNorm, ...outputs } = results;
        const applied = finish(store, groups, slots, scalarOf('gradNorm', gradNorm));
        return { loss: scalarOf('loss', lossTensor), outputs, ...applied };
      }),
    dispose: () => session.dispose(),
  };
}

/** The first half of a step, for gradients over several batches. @throws as `createTrainStep`. */
export async function createGradientStep(options: LossOptions): Promise<GradientStep> {
  const { store } = options;
  const groups = options.groups ?? store.groups;
  const weightName = '@weight';
  const { net, slots, loss, gradientOf } = lossGraph(options, groups, weightName);
  const graph = net.graph;
  for (const slot of slots) {
    const { name, shape } = slot.spec;
    const sum = graph.input(inputName.sum + name, 'float32', shape);
    graph.output(outputName.sum + name, add(sum, gradientOf(slot)));
  }
  graph.output('loss', loss);
  const session = await createSession(graph, options.session);
  return {
    run: (feeds, how = {}) =>
      store.exclusively(async () => {
        const sums = slots.map((slot) => ({ name: slot.spec.name, sum: sumOf(slot) }));
        const results = await session.run(
          {
            ...feeds,
            ...parameterFeeds(net, store),
            ...Object.fromEntries(sums.map(({ name, sum }) => [inputName.sum + name, sum.now])),
            [weightName]: Float32Array.of(how.weight ?? 1),
          },
          Object.fromEntries(sums.map(({ name, sum }) => [outputName.sum + name, sum.next])),
        );
        for (const { sum } of sums) sum.swap();
        const { loss: lossTensor, ...outputs } = results;
        return { loss: scalarOf('loss', lossTensor), outputs };
      }),
    dispose: () => session.dispose(),
  };
}

/** The second half of a step: applies the gradients that add up in the store. */
export async function createUpdateStep(
  options: Pick<TrainStepOptions, 'store' | 'groups' | 'optimizer' | 'session'>,
): Promise<UpdateStep> {
  const { store, optimizer = {} } = options;
  const groups = options.groups ?? store.groups;
  const slots = store.slotsOf(groups);
  const graph = new GraphBuilder('update');
  const gradNorm = updateGraph(graph, groups, optimizer, slots, ({ spec }) => ({
    parameter: graph.input(spec.name, 'float32', spec.shape),
    gradient: graph.input(inputName.sum + spec.name, 'float32', spec.shape),
  }));
  graph.output('gradNorm', gradNorm);
  const session = await createSession(graph, options.session);
  return {
    run: ({ learningRate }) =>
      store.exclusively(async () => {
        const results = await session.run(
          {
            ...Object.fromEntries(
              slots.flatMap((slot) => [
                [slot.spec.name, slot.value.now],
                [inputName.sum + slot.spec.name, sumOf(slot).now],
              ]),
            ),
            ...momentFeeds(slots),
            ...rateFeeds(store, groups, optimizer, learningRate),
          },
          targets(slots),
        );
        for (const slot of slots) sumOf(slot).data.fill(0);
        return finish(store, groups, slots, scalarOf('gradNorm', results['gradNorm']));
      }),
    dispose: () => session.dispose(),
  };
}

/** The model with its loss and the gradients by the parameters of `groups` that it uses. */
function lossGraph(options: LossOptions, groups: readonly string[], weightName?: string) {
  const { store } = options;
  const net = new Net(options.name ?? 'train', store, options.inputs);
  const { loss, outputs = {} } = options.build(net);
  for (const [name, value] of Object.entries(outputs)) net.graph.output(name, value);
  const slots = store.slotsOf(groups);
  if (slots.length === 0)
    throw new ParameterError('There is nothing to train: the groups have no parameters.');
  const wrt = slots.map((slot) => net.parameter(slot.spec.name));
  const weight = weightName === undefined ? undefined : net.graph.input(weightName, 'float32', []);
  const found = gradients(net.graph, loss, wrt, weight);
  const bySlot = new Map(slots.map((slot, i) => [slot, found[i]]));
  const gradientOf = (slot: Slot): Value => {
    const gradient = bySlot.get(slot);
    if (gradient === undefined) throw new GraphError('Gradient', '', `none for ${slot.spec.name}.`);
    return gradient;
  };
  return { net, slots, loss, gradientOf };
}

/** Adds AdamW over `slots`, its inputs and outputs. @returns the norm of all gradients. */
function updateGraph(
  graph: GraphBuilder,
  groups: readonly string[],
  config: AdamWConfig,
  slots: readonly Slot[],
  valuesOf: (slot: Slot) => { parameter: Value; gradient: Value },
): Value {
  const rates = new Map<string, AdamWInputs>(
    groups.map((group) => {
      const scalar = (kind: string) => graph.input(rateName(kind, group), 'float32', []);
      return [group, { rate: scalar('rate'), correction1: scalar('c1'), correction2: scalar('c2') }];
    }),
  );
  const adamSlots = slots.map((slot): AdamWSlot => {
    const { name, shape, rateScale = 1, decay = shape.length > 1 } = slot.spec;
    const inputs = rates.get(groupOf(slot.spec));
    if (inputs === undefined) throw new ParameterError(`The group of ${name} is not trained here.`);
    const m = graph.input(inputName.m + name, 'float32', shape);
    const v = graph.input(inputName.v + name, 'float32', shape);
    return { ...valuesOf(slot), m, v, rateScale, decay, inputs };
  });
  const { updated, gradNorm } = adamW(graph, adamSlots, config);
  for (const [i, slot] of slots.entries()) {
    const next = updated[i];
    if (next === undefined) continue;
    graph.output(outputName.value + slot.spec.name, next.parameter);
    graph.output(outputName.m + slot.spec.name, next.m);
    graph.output(outputName.v + slot.spec.name, next.v);
  }
  return gradNorm;
}

const rateName = (kind: string, group: string): string => `@${kind}/${group}`;

function rateFeeds(
  store: ParameterStore,
  groups: readonly string[],
  config: AdamWConfig,
  learningRate: LearningRate,
): Feeds {
  const feeds: Record<string, Float32Array> = {};
  for (const group of groups) {
    const rate = typeof learningRate === 'number' ? learningRate : learningRate[group];
    if (rate === undefined || !(rate >= 0)) {
      throw new ParameterError(
        `The learning rate of the group "${group}" must be a number >= 0, not ${rate}.`,
      );
    }
    const { first, second } = adamWCorrections(config, store.steps(group) + 1);
    feeds[rateName('rate', group)] = Float32Array.of(rate);
    feeds[rateName('c1', group)] = Float32Array.of(first);
    feeds[rateName('c2', group)] = Float32Array.of(second);
  }
  return feeds;
}

const zeroBuffer = (slot: Slot): DoubleBuffer =>
  new DoubleBuffer(slot.spec.shape, new Float32Array(sizeOf(slot.spec.shape)));

function sumOf(slot: Slot): DoubleBuffer {
  slot.sum ??= zeroBuffer(slot);
  return slot.sum;
}

function moments(slot: Slot): { m: DoubleBuffer; v: DoubleBuffer } {
  slot.m ??= zeroBuffer(slot);
  slot.v ??= zeroBuffer(slot);
  return { m: slot.m, v: slot.v };
}

function momentFeeds(slots: readonly Slot[]): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const slot of slots) {
    const { m, v } = moments(slot);
    feeds[inputName.m + slot.spec.name] = m.now;
    feeds[inputName.v + slot.spec.name] = v.now;
  }
  return feeds;
}

/** The buffers that a step writes: never the ones it reads. */
function targets(slots: readonly Slot[]): Record<string, Tensor> {
  const into: Record<string, Tensor> = {};
  for (const slot of slots) {
    const { m, v } = moments(slot);
    into[outputName.value + slot.spec.name] = slot.value.next;
    into[outputName.m + slot.spec.name] = m.next;
    into[outputName.v + slot.spec.name] = v.next;
  }
  return into;
}

/** Takes over what a step wrote, unless its gradients were not finite: what it read is still whole. */
function finish(
  store: ParameterStore,
  groups: readonly string[],
  slots: readonly Slot[],
  gradNorm: number,
): Update {
  if (!Number.isFinite(gradNorm)) return { gradNorm, applied: false };
  for (const slot of slots) {
    const { m, v } = moments(slot);
    for (const buffer of [slot.value, m, v]) buffer.swap();
  }
  store.countStep(groups);
  return { gradNorm, applied: true };
}

function scalarOf(name: string, tensor: HostTensor | undefined): number {
  const value = tensor === undefined ? undefined : float32Data(tensor)[0];
  if (value === undefined) throw new GraphError(name, '', 'the run gave no number.');
  return value;
}
