import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { widened } from './half.ts';
import { floatTensor, type HostTensor } from './host-tensor.ts';
import { loraNames, type LoraConfig, type LoraLayer } from './lora.ts';
import { SafetensorsError } from './safetensors-header.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { formatShape } from './shape.ts';

const configName = 'adapter_config.json';
const weightsName = 'adapter_model.safetensors';

/** Adapters in the files that peft writes and reads. */
export interface LoraAdapter {
  readonly config: LoraConfig;
  readonly layers: readonly LoraLayer[];
  /** Both matrices of each layer as float32, under the names of `loraNames`: `ParameterStore.loadWeights` takes them. */
  readonly weights: ReadonlyMap<string, HostTensor>;
  /** The checkpoint that the adapters are for, if the files say so. */
  readonly base?: string;
}

// What these adapters could not be computed with is refused, not ignored.
const off = z.union([z.literal(false), z.null()]).optional();
/** Ways to begin that leave the weights of the checkpoint as they are; the others take the adapter out of them. */
const beginnings = z.union([z.boolean(), z.null(), z.enum(['gaussian', 'eva', 'orthogonal'])]).optional();
const none = z.union([z.null(), z.record(z.string(), z.never()), z.array(z.never())]).optional();
const configSchema = z.looseObject({
  peft_type: z.literal('LORA'),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  use_rslora: z.boolean().nullish(),
  base_model_name_or_path: z.string().nullish(),
  bias: z.literal('none').optional(),
  lora_bias: off,
  use_dora: off,
  use_qalora: off,
  fan_in_fan_out: off,
  rank_pattern: none,
  alpha_pattern: none,
  modules_to_save: none,
  layer_replication: none,
  trainable_token_indices: none,
  target_parameters: none,
  init_lora_weights: beginnings,
  alora_invocation_tokens: off,
  arrow_config: off,
  kasa_config: off,
  monteclora_config: off,
  velora_config: off,
  use_bdlora: off,
});

/**
 * Reads `adapter_config.json` and `adapter_model.safetensors` of a folder.
 * @throws SafetensorsError when a file is missing or malformed, or the adapters are of a kind that is not supported.
 */
export async function readAdapter(folder: string): Promise<LoraAdapter> {
  const configFile = path.join(folder, configName);
  const config = configSchema.safeParse(await readJson(configFile));
  if (!config.success) {
    const at = config.error.issues[0]?.path.join('.') ?? '';
    throw new SafetensorsError(
      configFile,
      `is not of a plain LoRA adapter (see ${at === '' ? 'its form' : at})`,
    );
  }
  const { r: rank, lora_alpha: alpha, use_rslora: stable, base_model_name_or_path: base } = config.data;
  const file = path.join(folder, weightsName);
  const { tensors } = await readSafetensors(file);
  const layers = layersOf(file, tensors, rank);
  const weights = new Map([...tensors].map(([name, t]) => [name, floatTensor(t.shape, widened(t))]));
  return {
    config: { rank, alpha, ...(stable === true && { rankStabilized: true }) },
    layers,
    weights,
    ...(typeof base === 'string' && { base }),
  };
}

/**
 * Writes a folder that peft loads, each file whole or not at all, the weights last.
 * @throws SafetensorsError when a file can't be written.
 */
export async function writeAdapter(folder: string, adapter: LoraAdapter): Promise<void> {
  const { config, layers, weights, base } = adapter;
  const targets = [...new Set(layers.map(({ module }) => module.split('.').at(-1) ?? module))].toSorted();
  const content = {
    peft_type: 'LORA',
    base_model_name_or_path: base ?? null,
    r: config.rank,
    lora_alpha: config.alpha,
    use_rslora: config.rankStabilized ?? false,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    init_lora_weights: true,
    target_modules: targets,
    task_type: 'CAUSAL_LM',
  };
  await writeWhole(path.join(folder, configName), `${JSON.stringify(content, null, 2)}\n`);
  const ours = layers.flatMap(({ module }) => Object.values(loraNames(module)));
  const file = path.join(folder, weightsName);
  const named = ours.map((name) => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new SafetensorsError(file, `can't be written: there is no ${name}`);
    return [name, tensor] as const;
  });
  await writeSafetensors(file, new Map(named), { format: 'pt' });
}

/** The layers that a file has both matrices of, checked against the rank. */
function layersOf(file: string, tensors: ReadonlyMap<string, HostTensor>, rank: number): LoraLayer[] {
  const modules = new Set<string>();
  for (const name of tensors.keys()) {
    const module = /^base_model\.model\.(.+)\.lora_[AB]\.weight$/.exec(name)?.[1];
    if (module === undefined)
      throw new SafetensorsError(file, `has ${name}, which is no matrix of a LoRA adapter`);
    modules.add(module);
  }
  return [...modules].map((module) => {
    const { a, b } = loraNames(module);
    const [down, up] = [tensors.get(a), tensors.get(b)];
    if (down === undefined || up === undefined)
      throw new SafetensorsError(file, `has only one matrix of ${module}`);
    const [rows, inner] = down.shape;
    const [out, columns] = up.shape;
    const fits = down.shape.length === 2 && up.shape.length === 2 && rows === rank && columns === rank;
    if (!fits || inner === undefined || out === undefined) {
      const shapes = `${formatShape(down.shape)} and ${formatShape(up.shape)}`;
      throw new SafetensorsError(
        file,
        `has matrices ${shapes} for ${module}, which do not fit the rank ${rank}`,
      );
    }
    if (![down, up].every((t) => ['float32', 'float16', 'bfloat16'].includes(t.dtype))) {
      throw new SafetensorsError(file, `has matrices of ${module} that are no floating-point numbers`);
    }
    return { module, in: inner, out };
  });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new SafetensorsError(file, 'could not be read as JSON', { cause });
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(temporary, text, { flag: 'wx', flush: true });
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new SafetensorsError(file, 'could not be written', { cause });
  }
}
