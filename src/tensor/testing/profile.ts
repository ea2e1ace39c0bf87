import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

const schema = z.array(
  z.looseObject({
    name: z.string(),
    args: z.looseObject({ op_name: z.string().optional(), provider: z.string().optional() }).optional(),
  }),
);

/**
 * Names of the operations that each provider ran, one for each time, from the profile that ONNX Runtime left in a folder (the
 * session's option `profile`, after its end).
 */
export async function profiledOperations(folder: string): Promise<Record<string, string[]>> {
  const [file] = await readdir(folder);
  const events = schema.parse(JSON.parse(await readFile(path.join(folder, file ?? ''), 'utf8')));
  const found: Record<string, string[]> = {};
  for (const { name, args } of events) {
    if (!name.endsWith('_kernel_time') || args?.op_name === undefined || args.provider === undefined)
      continue;
    (found[args.provider] ??= []).push(args.op_name);
  }
  return found;
}
