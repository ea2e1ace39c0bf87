import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';

import { EncoderError, type EncoderFacts } from './encoder-facts.ts';

/** How pictures are prepared for an encoder. */
export interface Preparation extends Pick<EncoderFacts, 'mean' | 'deviation'> {
  /** Pixels, where something says so. */
  readonly pixels: EncoderFacts['pixels'] | null;
}

/** OpenAI's CLIP, and what followed it. */
const CLIP = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  deviation: [0.26862954, 0.26130258, 0.27577711],
} satisfies Omit<Preparation, 'pixels'>;
/** ImageNet: DINO, DINOv2, ResNets and most others. */
const IMAGE_NET = {
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
} satisfies Omit<Preparation, 'pixels'>;

const three = z.tuple([z.number(), z.number(), z.number()]);
const side = z.int().min(8).max(1024);
const size = z.union([side, z.object({ height: side, width: side }), z.object({ shortest_edge: side })]);
/** The part of Hugging Face's `preprocessor_config.json` that is followed. */
const config = z.object({
  image_mean: three.optional(),
  image_std: three.optional(),
  do_normalize: z.boolean().optional(),
  do_rescale: z.boolean().optional(),
  rescale_factor: z.number().positive().optional(),
  size: size.optional(),
  crop_size: size.optional(),
  do_center_crop: z.boolean().optional(),
});

const FILE = 'preprocessor_config.json';

/**
 * How pictures are prepared for the model of this file: as `preprocessor_config.json` beside it or in the folder above says,
 * else with CLIP's numbers when its name or its output is CLIP's, else with ImageNet's. Pictures are always squeezed to the
 * whole size, never cropped: what happens at the edge of a video counts.
 * @throws EncoderError when the file beside it can't be understood.
 */
export async function preparationFor(model: string, output: string): Promise<Preparation> {
  const folder = dirname(model);
  for (const path of [join(folder, FILE), join(dirname(folder), FILE)]) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return fromConfig(path, text);
  }
  const clip = output === 'image_embeds' || /clip/iu.test(basename(model));
  return { ...(clip ? CLIP : IMAGE_NET), pixels: null };
}

function fromConfig(path: string, text: string): Preparation {
  const parsed = config.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new EncoderError(
      `“${path}”, which says how pictures are prepared for the image encoder, can't be understood (${where === '' ? '' : `${where}: `}${issue?.message ?? 'no JSON object'}). Mend it, or move it away.`,
    );
  }
  const given = parsed.data;
  const none = given.do_normalize === false;
  // Numbers are of pictures in [0, 1]; another scale of theirs is folded into them.
  const scale = given.do_rescale === false ? 1 : (given.rescale_factor ?? 1 / 255);
  const folded = (values: readonly [number, number, number]): [number, number, number] => {
    const [a, b, c] = values;
    const factor = 1 / (255 * scale);
    return [a * factor, b * factor, c * factor];
  };
  const mean = none ? ([0, 0, 0] as const) : (given.image_mean ?? IMAGE_NET.mean);
  const deviation = none ? ([1, 1, 1] as const) : (given.image_std ?? IMAGE_NET.deviation);
  const wanted = (given.do_center_crop === false ? undefined : given.crop_size) ?? given.size;
  return {
    mean: folded([mean[0], mean[1], mean[2]]),
    deviation: folded([deviation[0], deviation[1], deviation[2]]),
    pixels: pixelsOf(wanted),
  };
}

function pixelsOf(wanted: z.infer<typeof size> | undefined): Preparation['pixels'] {
  if (wanted === undefined) return null;
  if (typeof wanted === 'number') return { width: wanted, height: wanted };
  if ('shortest_edge' in wanted) return { width: wanted.shortest_edge, height: wanted.shortest_edge };
  return { width: wanted.width, height: wanted.height };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
