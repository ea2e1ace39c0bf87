import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensorsHeader } from '../../tensor/safetensors.ts';
import { sha256Of, splitArchitecture, type ShippedPolicy } from './policy-shelf.ts';

/**
 * The policy that ships with the program, or null in a copy that has none. Only its header is read here: the weights are for
 * the processes that run them.
 */
export async function findShippedPolicy(resources: string): Promise<ShippedPolicy | null> {
  // Other processes open the file, and they see no file inside an application's archive.
  const real = resources.replace(/app\.asar(?=[\\/]|$)/u, 'app.asar.unpacked');
  const file = join(real, 'policies', 'compact-shipped', 'policy.safetensors');
  if (!existsSync(file)) return null;
  const [{ metadata }, sha256] = await Promise.all([readSafetensorsHeader(file), sha256Of(file)]);
  const [architecture, architectureVersion] = splitArchitecture(metadata['architecture'] ?? '');
  return {
    id: `shipped-${sha256.slice(0, 8)}`,
    name: 'Shipped policy',
    file,
    architecture,
    architectureVersion,
    sha256,
  };
}
