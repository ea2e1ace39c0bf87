import {
  floatTensor,
  ParameterError,
  type HostTensor,
  type ParameterStore,
  type StoreState,
} from '../../tensor/index.ts';
import { memberGroup, membersOf } from '../dense/members.ts';
import { PolicyStateError, type FeatureTensor, type TrainingState } from '../policy.ts';
import { compactConfig, type CompactConfig } from './config.ts';

/** The parts of a compact policy that have weights of their own. */
export const PARTS = ['dense', 'spans'] as const;
export type Part = (typeof PARTS)[number];
const CONFIG = 'config.json';
const STEPS = 'steps';

/** A policy's configuration and the complete state of its two stores, as one set of float32 tensors. */
export function packState(
  config: CompactConfig,
  stores: Readonly<Record<Part, ParameterStore>>,
): TrainingState {
  const packed = new Map<string, FeatureTensor>();
  const json = Float32Array.from(Buffer.from(JSON.stringify(config), 'utf8'));
  packed.set(CONFIG, { shape: [json.length], data: json });
  const steps = PARTS.flatMap((part) => groupsOf(part, config).map((group) => stores[part].steps(group)));
  packed.set(STEPS, { shape: [steps.length], data: Float32Array.from(steps) });
  for (const part of PARTS)
    for (const [name, { shape, data }] of stores[part].state().tensors)
      if (data instanceof Float32Array) packed.set(`${part}/${name}`, { shape, data });
  return packed;
}

/** @throws PolicyStateError when the state is not one of a compact policy. */
export function unpackState(state: TrainingState): {
  readonly config: CompactConfig;
  readonly stores: Readonly<Record<Part, StoreState>>;
} {
  const config = configOf(state);
  const steps = [...(state.get(STEPS)?.data ?? [])];
  const part = (which: Part): StoreState => {
    const tensors = new Map<string, HostTensor>();
    for (const [name, { shape, data }] of state)
      if (name.startsWith(`${which}/`)) tensors.set(name.slice(which.length + 1), floatTensor(shape, data));
    return {
      tensors,
      steps: Object.fromEntries(groupsOf(which, config).map((group) => [group, steps.shift() ?? -1])),
    };
  };
  return { config, stores: { dense: part('dense'), spans: part('spans') } };
}

/** Groups of a part's parameters: each counts its own steps. */
function groupsOf(part: Part, { members }: CompactConfig): string[] {
  return part === 'dense' ? membersOf(members).map(memberGroup) : [''];
}

function configOf(state: TrainingState): CompactConfig {
  const bytes = state.get(CONFIG)?.data;
  if (bytes === undefined) throw new PolicyStateError('This training state is not one of a compact policy.');
  try {
    return compactConfig.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new PolicyStateError('The configuration in this training state is damaged.', { cause });
  }
}

/** Runs `restore`, telling what does not fit in the policy's own kind of error. */
export function refusingMisfits(restore: () => void): void {
  try {
    restore();
  } catch (error) {
    if (error instanceof ParameterError) throw new PolicyStateError(error.message, { cause: error });
    throw error;
  }
}

/** Whether a store holds exactly the parameters of a state. */
export function sameParameters(store: ParameterStore, state: StoreState): boolean {
  return store.names.every((name) => {
    const data = state.tensors.get(`parameter/${name}`)?.data;
    const own = store.read(name);
    return (
      data instanceof Float32Array &&
      data.length === own.length &&
      own.every((value, i) => Object.is(value, data[i]))
    );
  });
}
