import {
  lora,
  loraParameters,
  ParameterStore,
  Random,
  readAdapter,
  type LoraAdapter,
  type LoraLayer,
  type Net,
} from '../../tensor/index.ts';
import { CheckpointError } from './checkpoint-file.ts';
import type { Adapt } from './decoder.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { decoderWeightShapes } from './weights.ts';

/** A LoRA adapter on linear layers of a decoder, with its matrices as parameters to train or to compute with. */
export interface DecoderAdapter {
  readonly adapter: LoraAdapter;
  readonly store: ParameterStore;
  /** Puts it into a decoder that is built in `net` over `store`. */
  adapt(net: Net): Adapt;
}

/**
 * Reads an adapter as peft saves it, for this decoder. Dropout is left out: a policy answers without it, and the field's
 * GRPO trains without.
 * @throws SafetensorsError when a file is missing or malformed, or the adapter uses more than plain LoRA.
 * @throws CheckpointError when it changes layers that the decoder does not have.
 */
export async function openDecoderAdapter(folder: string, config: DecoderConfig): Promise<DecoderAdapter> {
  const adapter = await readAdapter(folder);
  const modules = new Map(
    adapter.layers.map((layer) => [decoderModule(folder, layer, config), layer.module]),
  );
  if (modules.size !== adapter.layers.length) {
    throw new CheckpointError(folder, 'changes a layer twice, under two names');
  }
  // Nothing is drawn that is kept: the weights follow.
  const store = new ParameterStore(loraParameters(adapter.layers, adapter.config), Random.seeded(0));
  store.loadWeights(adapter.weights);
  return {
    adapter,
    store,
    adapt: (net) => (name, x, y) => {
      const module = modules.get(name);
      return module === undefined ? y : lora(net, module, x, y, adapter.config);
    },
  };
}

/** The decoder's own name of an adapted layer; peft's begins as the model was built: `model.`, `model.language_model.`. */
function decoderModule(folder: string, layer: LoraLayer, config: DecoderConfig): string {
  const name = /^(?:language_model\.)?model\.(?:language_model\.)?(layers\.\d+\..+)$/.exec(layer.module)?.[1];
  const [out, inner] = decoderWeightShapes(config).get(`${name}.weight`) ?? [];
  if (name === undefined || out === undefined || inner === undefined) {
    throw new CheckpointError(
      folder,
      `changes ${layer.module}, which is no linear layer of this model's decoder`,
    );
  }
  if (out !== layer.out || inner !== layer.in) {
    throw new CheckpointError(
      folder,
      `changes ${layer.module} as [${layer.out},${layer.in}], but this model's is [${out},${inner}]`,
    );
  }
  return name;
}
