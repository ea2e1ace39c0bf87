import { adamW, adamWCorrections, type AdamWConfig, type AdamWInputs, type AdamWSlot } from './adamw.ts';
import { gradients } from './autodiff/gradients.ts';
import { GraphError } from './errors.ts';
import { GraphBuilder } from './graph.ts';
import type { HostTensor } from './host-tensor.ts';
import { Net, parameterFeeds, type InputSpecs } from './model-graph.ts';
import { groupOf, ParameterError, type ParameterStore, type Slot } from './parameter-store.ts';
import { createSession, type Feeds, type Session, type SessionOptions } from './session.ts';
import {
  disposeStep,
  inputName,
  momentFeeds,
  outputName,
  runStep,
  scalarOf,
  sumBuffers,
  sumFeeds,
  sumOf,
  updatedBuffers,
  type StepRun,
  type Written,
} from './step-buffers.ts';
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
  const session = await stepSession(graph, updatedBuffers(slots), options.session);
  return {
    run: (feeds, { learningRate }) =>
      store.exclusively(async () => {
        const all = {
          ...feeds,
          ...parameterFeeds(net, store),
          ...momentFeeds(slots),
          ...rateFeeds(store, groups, optimizer, learningRate),
        };
        const run = await runStep(session, all, updatedBuffers(slots));
        const { loss: lossTensor, gradNorm: _, ...outputs } = run.results;
        const applied = finish(store, groups, run);
        return { loss: scalarOf('loss', lossTensor), outputs, ...applied };
      }),
    dispose: () => disposeStep(store, session),
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
  const session = await stepSession(graph, sumBuffers(slots), options.session);
  return {
    run: (feeds, how = {}) =>
      store.exclusively(async () => {
        const all = {
          ...feeds,
          ...parameterFeeds(net, store),
          ...sumFeeds(slots),
          [weightName]: Float32Array.of(how.weight ?? 1),
        };
        const run = await runStep(session, all, sumBuffers(slots));
        run.commit();
        const { loss: lossTensor, ...outputs } = run.results;
        return { loss: scalarOf('loss', lossTensor), outputs };
      }),
    dispose: () => disposeStep(store, session),
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
  const session = await stepSession(graph, updatedBuffers(slots), options.session);
  return {
    run: ({ learningRate }) =>
      store.exclusively(async () => {
        const all = {
          ...Object.fromEntries(slots.map((slot) => [slot.spec.name, slot.value.now])),
          ...sumFeeds(slots),
          ...momentFeeds(slots),
          ...rateFeeds(store, groups, optimizer, learningRate),
        };
        const run = await runStep(session, all, updatedBuffers(slots));
        for (const slot of slots) sumOf(slot).clear();
        return finish(store, groups, run);
      }),
    dispose: () => disposeStep(store, session),
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
    if (rate === undefined || !(rate >= 0 && Number.isFinite(Math.fround(rate)))) {
      throw new ParameterError(
        `The learning rate of the group "${group}" must be a number >= 0 that float32 holds, not ${rate}.`,
      );
    }
    const { first, second } = adamWCorrections(config, store.steps(group) + 1);
    feeds[rateName('rate', group)] = Float32Array.of(rate);
    feeds[rateName('c1', group)] = Float32Array.of(first);
    feeds[rateName('c2', group)] = Float32Array.of(second);
  }
  return feeds;
}

/** Takes over what a step wrote, unless its gradients were not finite: what it read is still whole. */
function finish(store: ParameterStore, groups: readonly string[], run: StepRun): Update {
  const gradNorm = scalarOf('gradNorm', run.results['gradNorm']);
  if (!Number.isFinite(gradNorm)) {
    run.discard();
    return { gradNorm, applied: false };
  }
  run.commit();
  store.countStep(groups);
  return { gradNorm, applied: true };
}

/** A session whose written buffers stay on the device where that is asked for. */
async function stepSession(
  graph: GraphBuilder,
  written: Written,
  options: SessionOptions = {},
): Promise<Session> {
  return createSession(graph, options, options.resident === true ? [...written.keys()] : []);
}
