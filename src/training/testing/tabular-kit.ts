import type { FeatureExtractor } from '../../policy/features/extractor.ts';
import { encoderSentence } from '../../policy/features/encoder-facts.ts';
import { writeFeatureFile } from '../../policy/features/feature-file.ts';
import { ImageEncoder } from '../../policy/features/image-encoder.ts';
import type { FeatureTensor } from '../../policy/policy.ts';
import { readSafetensors, writeSafetensors } from '../../tensor/safetensors.ts';
import { seconds } from '../../time/ticks.ts';
import type { PolicyKit } from '../policy-kit.ts';
import { TabularPolicy } from './tabular-policy.ts';

/** The tabular policy looks at nothing: all its videos last 32 seconds. */
const nothing = {
  extractor: 'none-1',
  duration: seconds(32),
  tensors: new Map([['nothing', { shape: [1], data: new Float32Array(1) }]]),
};
const extractor: FeatureExtractor = {
  id: nothing.extractor,
  extract: async () => ({ ...nothing }),
  extractTo: (file) => writeFeatureFile(file, nothing),
};

/** Policy files of the tabular policy. @param beforeStep awaited before each of its steps */
export function tabularKit(beforeStep: () => Promise<void> = () => Promise.resolve()): PolicyKit {
  return {
    examineEncoder: async (file) => encoderSentence(await ImageEncoder.examine(file, {})),
    open: async (file) => {
      const { tensors } = await readSafetensors(file);
      const policy = new TabularPolicy(beforeStep);
      const state = new Map<string, FeatureTensor>();
      for (const [name, { shape, data }] of tensors)
        if (data instanceof Float32Array) state.set(name, { shape, data });
      await policy.restore(state);
      return {
        policy,
        extractor,
        runsOn: 'float64',
        save: (target) => saveTabular(policy, target),
      };
    },
  };
}

/** Writes a tabular policy as a file that `tabularKit` opens. */
export async function saveTabular(policy: TabularPolicy, file: string): Promise<void> {
  const state = await policy.trainingState();
  await writeSafetensors(
    file,
    new Map([...state].map(([name, { shape, data }]) => [name, { dtype: 'float32', shape, data } as const])),
  );
}
