import { z } from 'zod';
import { path } from './words.ts';

export const device = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether a training step was done on it; `unknown` before anybody asked. */
  state: z.enum(['works', 'fails', 'unknown']),
  /** How quick it is, or why it can't be used. */
  note: z.string().nullable(),
});
export type DeviceRow = z.infer<typeof device>;

/** `system.devices`: tries each device the first time, which takes some seconds. */
export const systemDevices = z.object({
  devices: z.array(device),
  /** What `auto` is here, and why. */
  auto: z.object({ id: z.string(), sentence: z.string() }),
});
export type SystemDevices = z.infer<typeof systemDevices>;

/** `system.info`: what the status bar, the empty screens and the settings page show. */
export const systemInfo = z.object({
  version: z.string(),
  /** Which shell started the service: decides whether the page offers native dialogs. */
  shell: z.enum(['electron', 'browser', 'cli']),
  platform: z.string(),
  /** The media tools in use, or null with the sentence that says what to install. */
  ffmpeg: z.object({ version: z.string(), source: z.string(), path: z.string() }).nullable(),
  ffmpegSentence: z.string().nullable(),
  /** Compute devices that a run may name; `cpu` is always there. What is not known yet, `system.devices` finds out. */
  devices: z.array(device),
  sampleAvailable: z.boolean(),
  home: z.string(),
});
export type SystemInfo = z.infer<typeof systemInfo>;

/** `files.list`: one folder for the picker. Without `dir`: the home folder. */
export const filesListInput = z.strictObject({ dir: path.optional() }).optional();
export const folderEntry = z.object({
  name: z.string(),
  path: z.string(),
  /** `project`: a folder that holds a corpus. `document`: .json or .jsonl. `pack`: a packed project (.zip). Other files are not listed. */
  kind: z.enum(['folder', 'project', 'video', 'document', 'pack']),
  /** Bytes, null for folders. */
  size: z.number().nullable(),
});
export type FolderEntry = z.infer<typeof folderEntry>;
export const folder = z.object({
  dir: z.string(),
  /** null at the top of a drive. */
  parent: z.string().nullable(),
  entries: z.array(folderEntry),
  /** True when the folder holds more than is listed. */
  truncated: z.boolean(),
});
export type Folder = z.infer<typeof folder>;
