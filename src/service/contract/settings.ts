import { z } from 'zod';
import { path, said } from './words.ts';

/** `settings.frameEncoder`: the image encoder that policies learn to see through, and whether it can serve. */
export const frameEncoder = z.object({
  file: z.string().nullable(),
  usable: z.boolean(),
  /** How it can serve, or why not. */
  sentence: z.string(),
  /** The sentence for any language; null where it has English only. */
  said: said.nullable(),
});
export type FrameEncoder = z.infer<typeof frameEncoder>;

/** `settings.cudaFolder`: where ONNX Runtime's CUDA provider lies, and whether it is there. */
export const cudaFolder = z.object({
  folder: z.string().nullable(),
  usable: z.boolean(),
  sentence: z.string(),
  /** The sentence for any language; null where it has English only. */
  said: said.nullable(),
});
export type CudaFolder = z.infer<typeof cudaFolder>;

/** `settings.setCudaFolder`: refused when the folder lacks the provider; null for none. */
export const cudaFolderInput = z.strictObject({ folder: path.nullable() });

/** `settings.setFrameEncoder`: refused when the file can't serve; null for none. */
export const frameEncoderInput = z.strictObject({ file: path.nullable() });
