import type { Tensor } from 'onnxruntime-node';
import { float32Data, floatTensor, type HostTensor } from './host-tensor.ts';
import type { Initializer } from './initialize.ts';
import { Random } from './random.ts';
import { fromDevice, ortTensor, type Session } from './session.ts';
import { formatShape, sameShape, sizeOf, type Shape } from './shape.ts';

/** One trainable tensor of a model. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  /** Parameters of one group are trained together and count their steps together. Default `''`. */
  readonly group?: string;
  /** Factor on the learning rate. Default 1. */
  readonly rateScale?: number;
  /** Whether weight decay applies. Default: to tensors of two or more axes. */
  readonly decay?: boolean;
}

/** Parameters that do not fit a model; the message says which. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** Everything training needs to go on: copies, in the order of the model. */
export interface StoreState {
  /** `parameter/NAME`, and after training `m/NAME` and `v/NAME` (AdamW's running means). */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  /** Steps done, by group. */
  readonly steps: Readonly<Record<string, number>>;
}

/**
 * A tensor in two buffers: a step reads one and writes the other, then they change places. ONNX Runtime may write an
 * output while it still reads an input in the same memory, and says nothing: the two must never be one.
 */
export class DoubleBuffer {
  readonly shape: Shape;
  /** With the session that left it on a device: its memory goes with that session, which must not be collected before. */
  #now: { readonly tensor: Tensor; readonly owner?: Session };
  #next: Tensor | undefined;

  constructor(shape: Shape, data: Float32Array) {
    this.shape = shape;
    this.#now = { tensor: asTensor(shape, data) };
  }

  /** What the next run reads. */
  get now(): Tensor {
    return this.#now.tensor;
  }

  /** What the next run writes; made when first asked for. */
  get next(): Tensor {
    this.#next ??= asTensor(this.shape, new Float32Array(sizeOf(this.shape)));
    return this.#next;
  }

  /** Lets the last run's result be read. */
  swap(): void {
    const [now, old] = [this.next, this.now];
    // A half on a graphics processor is none that a session could write into from here.
    this.#next = this.isResident ? undefined : old;
    this.release();
    this.#now = { tensor: now };
  }

  /** Takes over a tensor; `owner` is the session that left it on its device. */
  accept(tensor: Tensor, owner?: Session): void {
    this.release();
    this.#now = owner === undefined ? { tensor } : { tensor, owner };
    this.#next = undefined;
  }

  /** Sets all numbers to 0. */
  clear(): void {
    if (this.isResident) this.accept(asTensor(this.shape, new Float32Array(sizeOf(this.shape))));
    else this.data.fill(0);
  }

  /** Frees what lies on a graphics processor; until something else is taken over, the buffer can't be read. */
  release(): void {
    if (this.isResident) this.now.dispose();
  }

  /** Whether the numbers lie on a graphics processor, where only sessions on it read them. */
  get isResident(): boolean {
    return this.now.location === 'gpu-buffer';
  }

  /** The numbers the next run reads; not a copy. @throws ParameterError when they lie on a graphics processor. */
  get data(): Float32Array {
    if (this.isResident) {
      throw new ParameterError(
        'The parameters lie on the graphics processor: call toHost() of their store first.',
      );
    }
    if (this.now.data instanceof Float32Array) return this.now.data;
    throw new ParameterError('A parameter does not hold float32 numbers.');
  }
}

function asTensor(shape: Shape, data: Float32Array): Tensor {
  return ortTensor({ name: 'A parameter', dtype: 'float32', shape }, data);
}

/** Buffers of one parameter. */
export interface Slot {
  readonly spec: ParameterSpec;
  value: DoubleBuffer;
  m: DoubleBuffer | undefined;
  v: DoubleBuffer | undefined;
  /** Sum of gradients not yet applied. */
  sum: DoubleBuffer | undefined;
}

/**
 * The parameters of a model with their optimizer state, apart from any graph: training and forward graphs of
 * different sizes share one store.
 */
export class ParameterStore {
  readonly #slots = new Map<string, Slot>();
  readonly #steps = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;

  /** New parameters. @throws ParameterError when a name comes twice or an initializer gives the wrong count. */
  constructor(specs: readonly ParameterSpec[], random: Random) {
    for (const spec of specs) {
      if (this.#slots.has(spec.name)) throw new ParameterError(`Two parameters are called ${spec.name}.`);
      const data = spec.init(spec.shape, random);
      if (data.length !== sizeOf(spec.shape)) {
        throw new ParameterError(
          `The initializer of ${spec.name} ${formatShape(spec.shape)} gave ${data.length} numbers.`,
        );
      }
      const value = new DoubleBuffer(spec.shape, data);
      this.#slots.set(spec.name, { spec, value, m: undefined, v: undefined, sum: undefined });
      this.#steps.set(groupOf(spec), 0);
    }
  }

  get names(): string[] {
    return [...this.#slots.keys()];
  }

  get groups(): string[] {
    return [...this.#steps.keys()];
  }

  /** Count of numbers in all parameters. */
  get size(): number {
    return [...this.#slots.values()].reduce((sum, s) => sum + sizeOf(s.spec.shape), 0);
  }

  /** The parameter's buffers. @throws ParameterError when there is no such parameter. */
  slot(name: string): Slot {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new ParameterError(`The model has no parameter called ${name}.`);
    return slot;
  }

  /** Slots of the named groups, in the order of the model. @throws ParameterError for an unknown group. */
  slotsOf(groups: readonly string[]): Slot[] {
    for (const group of groups) this.steps(group);
    return [...this.#slots.values()].filter((s) => groups.includes(groupOf(s.spec)));
  }

  /** Steps that a group has done. @throws ParameterError for an unknown group. */
  steps(group: string): number {
    const steps = this.#steps.get(group);
    if (steps === undefined) throw new ParameterError(`The model has no parameter group called "${group}".`);
    return steps;
  }

  /** Counts one step of each group. */
  countStep(groups: readonly string[]): void {
    for (const group of groups) this.#steps.set(group, this.steps(group) + 1);
  }

  /**
   * Runs over this store one after another, in the order asked for: two steps at once would write the same buffers.
   */
  async exclusively<T>(body: () => Promise<T>): Promise<T> {
    this.#running++;
    const mine = this.#last.then(body).finally(() => {
      this.#running--;
    });
    // The next one waits for this one's end, not for its success.
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Sets the sums of gradients that were not applied to 0, after whatever is running over this store. */
  async forgetGradients(): Promise<void> {
    await this.exclusively(async () => {
      for (const { sum } of this.#slots.values()) sum?.clear();
    });
  }

  /** Brings parameters and optimizer state back from a graphics processor; nothing where they are here already. */
  async toHost(): Promise<void> {
    await this.exclusively(async () => {
      const away = [...this.#slots.values()].flatMap(({ value, m, v, sum }) =>
        [value, m, v, sum].flatMap((buffer) => (buffer?.isResident === true ? [buffer] : [])),
      );
      if (away.length === 0) return;
      const found = await fromDevice(away.map(({ now }) => now));
      for (const [i, buffer] of away.entries()) {
        const data = found[i];
        if (data !== undefined) buffer.accept(asTensor(buffer.shape, data));
      }
    });
  }

  /** The current numbers of a parameter; not a copy, valid until the next step. */
  read(name: string): Float32Array {
    return this.slot(name).value.data;
  }

  /** Copies of all parameters. */
  parameters(): Map<string, Float32Array> {
    return new Map(this.names.map((name) => [name, this.read(name).slice()]));
  }

  /** A store of its own with the parameters as they are now; optimizer state and step counts start anew. */
  copy(): ParameterStore {
    const specs = [...this.#slots.values()].map(({ spec, value }) => {
      const data = value.data.slice();
      return { ...spec, init: () => data };
    });
    return new ParameterStore(specs, Random.seeded(0));
  }

  /** Parameters alone, as tensors to be written to a file; copies. */
  weights(): Map<string, HostTensor> {
    return new Map(
      this.names.map((name) => [name, floatTensor(this.slot(name).spec.shape, this.read(name))]),
    );
  }

  /**
   * Takes over parameters, which must be exactly those of the model; optimizer state and step counts start anew.
   * @throws ParameterError naming what is missing, unknown or of another shape; nothing is changed then.
   */
  loadWeights(weights: ReadonlyMap<string, HostTensor>): void {
    const tensors = new Map([...weights].map(([name, t]) => [`parameter/${name}`, t]));
    this.restore({ tensors, steps: Object.fromEntries(this.groups.map((g) => [g, 0])) });
  }

  /** Parameters, optimizer state and step counts; copies. */
  state(): StoreState {
    const tensors = new Map<string, HostTensor>();
    for (const [name, slot] of this.#slots) {
      const parts = { parameter: slot.value, m: slot.m, v: slot.v };
      for (const [part, buffer] of Object.entries(parts)) {
        if (buffer !== undefined) tensors.set(`${part}/${name}`, floatTensor(buffer.shape, buffer.data));
      }
    }
    return { tensors, steps: Object.fromEntries(this.#steps) };
  }

  /**
   * Goes back to a state. @throws ParameterError naming what is missing, unknown or of another shape, or when a step is
   * running; nothing is changed then.
   */
  restore(state: StoreState): void {
    if (this.#running > 0) {
      throw new ParameterError("The parameters can't be replaced while a step over them is running.");
    }
    const known = new Set(['parameter', 'm', 'v'].flatMap((part) => this.names.map((n) => `${part}/${n}`)));
    for (const key of state.tensors.keys()) {
      if (!known.has(key)) throw new ParameterError(`The state has ${key}, which the model does not have.`);
    }
    for (const group of this.groups) {
      const steps = state.steps[group];
      if (steps === undefined || !Number.isSafeInteger(steps) || steps < 0) {
        throw new ParameterError(`The state does not say how many steps the group "${group}" has done.`);
      }
    }
    const made = [...this.#slots.values()].map((slot) => {
      const { spec } = slot;
      // A group that has done steps went through AdamW: without its means it would go on otherwise, and say nothing.
      const trained = (state.steps[groupOf(spec)] ?? 0) > 0 || has(state, 'm', spec) || has(state, 'v', spec);
      return {
        slot,
        value: take(state, 'parameter', spec),
        m: trained ? take(state, 'm', spec) : undefined,
        v: trained ? take(state, 'v', spec) : undefined,
      };
    });
    for (const { slot, ...buffers } of made) {
      for (const old of [slot.value, slot.m, slot.v, slot.sum]) old?.release();
      Object.assign(slot, { ...buffers, sum: undefined });
    }
    for (const group of this.groups) this.#steps.set(group, state.steps[group] ?? 0);
  }
}

/** The group a parameter belongs to. */
export function groupOf(spec: ParameterSpec): string {
  return spec.group ?? '';
}

function has(state: StoreState, part: string, spec: ParameterSpec): boolean {
  return state.tensors.has(`${part}/${spec.name}`);
}

function take(state: StoreState, part: string, spec: ParameterSpec): DoubleBuffer {
  const tensor = state.tensors.get(`${part}/${spec.name}`);
  if (tensor === undefined) throw new ParameterError(`The state lacks ${part}/${spec.name}.`);
  if (tensor.dtype !== 'float32' || !sameShape(tensor.shape, spec.shape)) {
    throw new ParameterError(
      `${part}/${spec.name} is ${tensor.dtype}${formatShape(tensor.shape)} in the state but ` +
        `float32${formatShape(spec.shape)} in the model.`,
    );
  }
  return new DoubleBuffer(spec.shape, float32Data(tensor).slice());
}
