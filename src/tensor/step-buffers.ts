import type { Tensor } from 'onnxruntime-node';
import { GraphError } from './errors.ts';
import { float32Data, type HostTensor } from './host-tensor.ts';
import { DoubleBuffer, type ParameterStore, type Slot } from './parameter-store.ts';
import type { Feeds, Session } from './session.ts';
import { sizeOf } from './shape.ts';

// '@' keeps these apart from the names of parameters and batches.
export const inputName = { m: '@m/', v: '@v/', sum: '@sum/' } as const;
export const outputName = { value: '@next/', m: '@next_m/', v: '@next_v/', sum: '@next_sum/' } as const;

/** The buffers that a step writes, by the names of its outputs. */
export type Written = ReadonlyMap<string, DoubleBuffer>;

/** A run whose results are not yet what the next one reads. */
export interface StepRun {
  readonly results: Record<string, HostTensor>;
  /** Lets the next run read what this one wrote. */
  commit(): void;
  /** Leaves all as it was before. */
  discard(): void;
}

/**
 * Runs a step that writes buffers: into the other half of each, never the one it reads; or, where the session keeps its
 * outputs on a graphics processor, into new ones there.
 */
export async function runStep(session: Session, feeds: Feeds, written: Written): Promise<StepRun> {
  if (!session.keepsOutputs) {
    const into = Object.fromEntries([...written].map(([name, buffer]) => [name, buffer.next]));
    const results = await session.run(feeds, into);
    const commit = () => {
      for (const buffer of written.values()) buffer.swap();
    };
    return { results, commit, discard: () => undefined };
  }
  const { results, kept } = await session.runKeeping(feeds);
  return {
    results,
    commit: () => {
      for (const [name, buffer] of written) {
        const tensor = kept[name];
        if (tensor === undefined) throw new GraphError(name, '', 'the run left nothing on the device.');
        buffer.accept(tensor, session);
      }
    },
    discard: () => {
      for (const tensor of Object.values(kept)) tensor.dispose();
    },
  };
}

/** Frees a session; what it left on the device is brought back before. */
export async function disposeStep(store: ParameterStore, session: Session): Promise<void> {
  if (session.keepsOutputs) await store.toHost();
  await session.dispose();
}

/** AdamW's running means as inputs. */
export function momentFeeds(slots: readonly Slot[]): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  for (const slot of slots) {
    const { m, v } = momentsOf(slot);
    feeds[inputName.m + slot.spec.name] = m.now;
    feeds[inputName.v + slot.spec.name] = v.now;
  }
  return feeds;
}

/** What an update writes. */
export function updatedBuffers(slots: readonly Slot[]): Map<string, DoubleBuffer> {
  const written = new Map<string, DoubleBuffer>();
  for (const slot of slots) {
    const { m, v } = momentsOf(slot);
    written.set(outputName.value + slot.spec.name, slot.value);
    written.set(outputName.m + slot.spec.name, m);
    written.set(outputName.v + slot.spec.name, v);
  }
  return written;
}

/** Sums of gradients as inputs. */
export function sumFeeds(slots: readonly Slot[]): Record<string, Tensor> {
  return Object.fromEntries(slots.map((slot) => [inputName.sum + slot.spec.name, sumOf(slot).now]));
}

/** What a gradient step writes. */
export function sumBuffers(slots: readonly Slot[]): Map<string, DoubleBuffer> {
  return new Map(slots.map((slot) => [outputName.sum + slot.spec.name, sumOf(slot)]));
}

/** The sum of gradients of a parameter; zeros when there is none yet. */
export function sumOf(slot: Slot): DoubleBuffer {
  slot.sum ??= zeroBuffer(slot);
  return slot.sum;
}

function momentsOf(slot: Slot): { m: DoubleBuffer; v: DoubleBuffer } {
  slot.m ??= zeroBuffer(slot);
  slot.v ??= zeroBuffer(slot);
  return { m: slot.m, v: slot.v };
}

function zeroBuffer({ spec }: Slot): DoubleBuffer {
  return new DoubleBuffer(spec.shape, new Float32Array(sizeOf(spec.shape)));
}

/** The one number of a result. @throws GraphError when it has none. */
export function scalarOf(name: string, tensor: HostTensor | undefined): number {
  const value = tensor === undefined ? undefined : float32Data(tensor)[0];
  if (value === undefined) throw new GraphError(name, '', 'the run gave no number.');
  return value;
}
