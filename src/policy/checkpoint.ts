import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

import {
  readSafetensors,
  readSafetensorsHeader,
  SafetensorsError,
  writeSafetensors,
  type HostTensor,
} from '../tensor/index.ts';
import { calibration, type Calibration } from './calibration/calibration.ts';
import { CompactPolicy, type CompactParts } from './compact/compact-policy.ts';
import { COMPACT, compactConfig, extractorOf, type CompactConfig } from './compact/config.ts';
import { extendedStore, freshStore, type Runtime } from './compact/parts.ts';
import { PARTS, refusingMisfits, type Part } from './compact/state.ts';
import { encoderId, mustBeEncoder, type EncoderFacts } from './features/encoder-facts.ts';
import type { FeatureExtractor } from './features/extractor.ts';
import { ImageEncoder } from './features/image-encoder.ts';
import { PolicyStateError } from './policy.ts';
import { compareText } from './text/vocabulary.ts';

/** The file inside a policy's folder. */
export const POLICY_FILE = 'policy.safetensors';
const FORMAT = 'tempr1-policy';

/** Where a policy comes from: whatever is true and known, as text. */
export const lineage = z.record(z.string(), z.json());
export type Lineage = z.infer<typeof lineage>;

/** What a policy file says about itself; its weights are not read for it. */
export interface PolicyHeader {
  /** Absolute path of the file as it was asked for. */
  readonly file: string;
  readonly architecture: string;
  readonly lineage: Lineage;
  /** What makes its scores probabilities; null where they are scores only. */
  readonly calibration: Calibration | null;
  /** SHA-256 of configuration, lineage, calibration and weights, in hexadecimal. */
  readonly sha256: string;
  /** Why this version can't load it, one sentence; null when it can. */
  readonly refusal: string | null;
}

/** A policy file that can't be used; the message is a sentence that names it. */
export class PolicyFileError extends Error {
  override readonly name = 'PolicyFileError';
}

/** A policy in memory with the extractor whose features it reads. */
export interface LoadedPolicy {
  readonly policy: CompactPolicy;
  readonly extractor: FeatureExtractor;
  readonly header: PolicyHeader;
}

const metadataSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  architecture: z.string().max(100),
  config: z.string(),
  lineage: z.string(),
  /** Files from before there was one, and policies without, lack it. */
  calibration: z.string().optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
});

/** A new policy: its weights follow from the configuration and the seed. */
export function createPolicy(config: CompactConfig, seed: number, runtime: Runtime = {}): CompactPolicy {
  const checked = compactConfig.parse(config);
  const stores = { dense: freshStore(checked, 'dense', seed), spans: freshStore(checked, 'spans', seed) };
  return new CompactPolicy({ config: checked, stores }, runtime);
}

/** The policy file at a path that may be the file itself or a policy's folder. */
export async function policyFileOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true ? join(path, POLICY_FILE) : path;
}

/** Writes a policy as it is now, whole or not at all. @returns its checksum. @throws SafetensorsError when it can't be written. */
export async function savePolicy(file: string, policy: CompactPolicy, origin: Lineage): Promise<string> {
  const tensors = new Map<string, HostTensor>();
  for (const part of PARTS)
    for (const [name, tensor] of policy.stores[part].weights()) tensors.set(`${part}/${name}`, tensor);
  const described = {
    format: FORMAT,
    version: '1',
    architecture: policy.architecture,
    config: JSON.stringify(policy.config),
    lineage: JSON.stringify(lineage.parse(origin)),
    ...(policy.calibration !== null && { calibration: JSON.stringify(policy.calibration) }),
  };
  const sha256 = checksum(described, tensors);
  await writeSafetensors(file, tensors, { ...described, sha256 });
  return sha256;
}

/**
 * What a policy file (or folder) holds, without its weights; of an architecture that this version can't run too.
 * @throws PolicyFileError when it is no policy file at all.
 */
export async function readPolicyHeader(path: string): Promise<PolicyHeader> {
  const file = await policyFileOf(path);
  const { metadata } = await readable(file, () => readSafetensorsHeader(file));
  return headerOf(file, metadata).header;
}

/** How a policy is loaded. */
export interface LoadOptions extends Runtime {
  /** The image encoder's file as the setting names it, null when none is set; absent: nobody asked, nothing is checked. */
  readonly frameEncoder?: string | null;
  /** True: a policy that has not learned with this encoder takes it up, to learn with it now. */
  readonly takeEncoder?: boolean;
}

/**
 * Loads a policy from its file or folder, after comparing its checksum.
 * @throws PolicyFileError when it is damaged, changed, or of another architecture; EncoderError when the image encoder that
 * it needs, or is to take up, can't be used.
 */
export async function loadPolicy(
  path: string,
  { frameEncoder, takeEncoder = false, ...runtime }: LoadOptions = {},
): Promise<LoadedPolicy> {
  const file = await policyFileOf(path);
  // Nothing large is read of a file that would be refused anyway.
  const { header, config } = headerOf(
    file,
    (await readable(file, () => readSafetensorsHeader(file))).metadata,
  );
  if (header.refusal !== null || config === null)
    throw new PolicyFileError(header.refusal ?? `“${file}” has no configuration.`);
  const { tensors, metadata } = await readable(file, () => readSafetensors(file));
  if (checksum(metadata, tensors) !== header.sha256)
    throw new PolicyFileError(
      `The weights in “${file}” are not those that its checksum was made of: the file was changed or damaged. Get it again.`,
    );
  const stores = { dense: freshStore(config, 'dense', 0), spans: freshStore(config, 'spans', 0) };
  try {
    for (const part of PARTS) refusingMisfits(() => stores[part].loadWeights(weightsOf(tensors, part)));
  } catch (error) {
    if (!(error instanceof PolicyStateError)) throw error;
    throw new PolicyFileError(`The weights in “${file}” do not fit its configuration: ${error.message}`, {
      cause: error,
    });
  }
  const parts =
    takeEncoder && typeof frameEncoder === 'string'
      ? withEncoder({ config, stores }, await ImageEncoder.examine(frameEncoder, runtime))
      : { config, stores };
  const { encoder } = parts.config;
  if (encoder !== undefined && frameEncoder !== undefined) await mustBeEncoder(frameEncoder, encoder);
  const extractor = extractorOf(parts.config, { file: frameEncoder ?? null, ...runtime });
  const policy = new CompactPolicy(parts, runtime);
  policy.calibrate(header.calibration);
  return { policy, extractor, header };
}

/** The same policy with an image encoder to learn with, which changes no answer yet; an earlier one's part is dropped. */
function withEncoder({ config, stores }: CompactParts, encoder: EncoderFacts): CompactParts {
  const { encoder: earlier, ...bare } = config;
  if (earlier !== undefined && encoderId(earlier) === encoderId(encoder)) return { config, stores };
  const how = { seed: 0, sensesOnly: false };
  const own = earlier === undefined ? stores.dense : extendedStore(stores.dense, bare, 'dense', how);
  const seeing = { ...bare, encoder };
  return { config: seeing, stores: { ...stores, dense: extendedStore(own, seeing, 'dense', how) } };
}

function headerOf(
  file: string,
  raw: Readonly<Record<string, string>>,
): { header: PolicyHeader; config: CompactConfig | null } {
  const metadata = metadataSchema.safeParse(raw);
  if (!metadata.success) throw new PolicyFileError(`“${file}” is not a policy file of TempR1 Studio.`);
  const { architecture, sha256 } = metadata.data;
  const origin = lineage.safeParse(parseJson(metadata.data.lineage));
  if (!origin.success)
    throw new PolicyFileError(`“${file}” does not say where it comes from: it is damaged.`);
  const maps = calibration.nullable().safeParse(parseJson(metadata.data.calibration ?? 'null'));
  const made = { file, architecture, lineage: origin.data, calibration: maps.data ?? null, sha256 };
  if (architecture !== COMPACT || metadata.data.version !== '1') {
    const refusal = `“${file}” holds a policy of the architecture ${architecture} (version ${metadata.data.version}), which this version of TempR1 Studio does not run; it runs ${COMPACT} (version 1).`;
    return { header: { ...made, refusal }, config: null };
  }
  if (!maps.success) {
    const refusal = `The calibration in “${file}” is not one that this version of TempR1 Studio can read.`;
    return { header: { ...made, refusal }, config: null };
  }
  const config = compactConfig.safeParse(parseJson(metadata.data.config));
  if (config.success) return { header: { ...made, refusal: null }, config: config.data };
  const [issue] = config.error.issues;
  const refusal = `The configuration in “${file}” is not one that can be run (${issue?.path.join('.')}: ${issue?.message}).`;
  return { header: { ...made, refusal }, config: null };
}

async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new PolicyFileError(`“${file}” can't be used as a policy: ${error.message}`, { cause: error });
  }
}

function weightsOf(tensors: ReadonlyMap<string, HostTensor>, part: Part): Map<string, HostTensor> {
  const own = new Map<string, HostTensor>();
  for (const [name, tensor] of tensors)
    if (name.startsWith(`${part}/`)) own.set(name.slice(part.length + 1), tensor);
  return own;
}

/** SHA-256 over everything but the checksum itself. */
function checksum(
  metadata: Readonly<Record<string, string>>,
  tensors: ReadonlyMap<string, HostTensor>,
): string {
  const hash = createHash('sha256');
  for (const key of ['format', 'version', 'architecture', 'config', 'lineage'])
    hash.update(`${metadata[key]}\n`);
  // Part of it only where there is one: the checksums of older files stay right.
  if (metadata['calibration'] !== undefined) hash.update(`${metadata['calibration']}\n`);
  for (const [name, { dtype, shape, data }] of [...tensors].toSorted((a, b) => compareText(a[0], b[0]))) {
    hash.update(`${name} ${dtype} ${shape.join()}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
