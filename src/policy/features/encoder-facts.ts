import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';

/** How an output becomes one vector per picture: as it is, its first token, the mean of its tokens, the mean of its maps. */
export const POOLINGS = ['none', 'first', 'mean', 'maps'] as const;

const side = z.int().min(8).max(1024);
const three = z.tuple([z.number(), z.number(), z.number()]);
const name = z.string().min(1).max(300);

/**
 * Everything about an image encoder that a policy's features depend on; stored in the policy's file. With the same model file
 * they make the same features anywhere.
 */
export const encoderFacts = z.strictObject({
  /** Name of the model's file, for people. */
  name,
  /** SHA-256 of the model's file, and of the weights that lie beside it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  input: name,
  output: name,
  pooling: z.enum(POOLINGS),
  /** Pixels of the pictures that it is shown. */
  pixels: z.strictObject({ width: side, height: side }),
  /** Of red, green and blue in [0, 1]: what is taken off, and what the rest is divided by. */
  mean: three,
  deviation: three.refine((all) => all.every((value) => value > 0), 'must be above 0'),
  /** Pictures at once; null: any number. */
  batch: z.int().min(1).max(64).nullable(),
  /** Numbers per picture. */
  width: z.int().min(2).max(8192),
});
export type EncoderFacts = z.infer<typeof encoderFacts>;

/** A model that can't serve as image encoder, or is not the one that is needed; the message is a sentence for a person. */
export class EncoderError extends Error {
  override readonly name = 'EncoderError';
}

/** Name of the features that an encoder makes: other content of the file or other preparation is another name. */
export function encoderId(facts: EncoderFacts): string {
  const { sha256, input, output, pooling, pixels, mean, deviation, batch, width } = facts;
  const prepared = JSON.stringify({ input, output, pooling, pixels, mean, deviation, batch, width });
  const how = createHash('sha256').update(prepared).digest('hex');
  return `encoder-${sha256.slice(0, 16)}-${how.slice(0, 8)}-1`;
}

/** What an encoder is like, for a person. */
export function encoderSentence({ name, pixels, width, output, batch }: EncoderFacts): string {
  const how = batch === null ? '' : batch === 1 ? ', one at a time' : `, ${batch} at a time`;
  return `“${name}” turns pictures of ${pixels.width} x ${pixels.height}${how} into ${width} numbers each (its output ${output}). The next training takes it up.`;
}

/** Where exporters put weights that are too large for the model's own file. */
const BESIDE = ['_data', '.data'];

/** @throws EncoderError when the file can't be read. */
export async function modelChecksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash, { end: false });
    for (const ending of BESIDE) {
      const beside = `${file}${ending}`;
      const found = await stat(beside).catch(() => null);
      if (found?.isFile() === true) await pipeline(createReadStream(beside), hash, { end: false });
    }
  } catch (cause) {
    throw new EncoderError(`The image encoder “${file}” can't be read: it is gone, or not a file.`, {
      cause,
    });
  }
  return hash.digest('hex');
}

/**
 * Makes sure that a file is the encoder that a policy was trained with.
 * @param file what the setting names; null when nothing is set
 * @throws EncoderError with a sentence that says which file is needed.
 */
export async function mustBeEncoder(file: string | null, facts: EncoderFacts): Promise<string> {
  const needed = `“${facts.name}” (SHA-256 ${facts.sha256.slice(0, 12)}…)`;
  const how = 'Choose that file as frame encoder in the settings, or name it with --frame-encoder.';
  if (file === null)
    throw new EncoderError(
      `This policy sees through the image encoder ${needed}, but no frame encoder is set. ${how}`,
    );
  const found = await modelChecksum(file).catch((cause: unknown) => {
    throw new EncoderError(
      `This policy sees through the image encoder ${needed}, but there is no file that can be read at “${file}”. ${how}`,
      { cause },
    );
  });
  if (found !== facts.sha256)
    throw new EncoderError(
      `This policy sees through the image encoder ${needed}, but “${file}” has other content: its SHA-256 begins with ${found.slice(0, 12)}. ${how}`,
    );
  return file;
}
