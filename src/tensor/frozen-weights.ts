import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { HostTensor } from './host-tensor.ts';
import { cast } from './ops/elementwise.ts';
import { SafetensorsError } from './safetensors-header.ts';
import { readSafetensors, readSafetensorsHeader } from './safetensors.ts';
import type { ExternalTensor, Graph, Value } from './value.ts';

const indexName = 'model.safetensors.index.json';
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

interface Place extends ExternalTensor {
  /** The file as it was named, for messages and reading. */
  readonly file: string;
}

/**
 * Weights of a checkpoint that are used where they lie: graphs name file and byte offset, sessions map the bytes into
 * memory, nothing is copied or written. Headers are checked whole when it is opened.
 */
export class FrozenWeights {
  readonly #places: ReadonlyMap<string, Place>;

  private constructor(places: ReadonlyMap<string, Place>) {
    this.#places = places;
  }

  /**
   * Opens a safetensors file, or a folder with one file, several, or an index of shards. Links are followed, as in the
   * download cache of the Hugging Face hub.
   * @throws SafetensorsError naming the file that is missing or malformed, and what is wrong with it.
   */
  static async open(fileOrFolder: string): Promise<FrozenWeights> {
    const wanted = await filesOf(fileOrFolder);
    const real = new Map<string, string>();
    for (const file of wanted.files) real.set(file, await realFile(file));
    const folder = commonFolder(fileOrFolder, [...real.values()]);
    const places = new Map<string, Place>();
    for (const [file, target] of real) {
      const { tensors, dataOffset } = await readSafetensorsHeader(target).catch((cause: unknown) => {
        throw cause instanceof SafetensorsError ? cause.about(file) : cause;
      });
      const location = path.relative(folder, target).replaceAll(path.sep, '/');
      for (const [name, { dtype, shape, begin, end }] of tensors) {
        if (wanted.fileOf !== undefined && wanted.fileOf.get(name) !== file) continue;
        const other = places.get(name);
        if (other !== undefined) throw new SafetensorsError(file, `has ${name}, which ${other.file} has too`);
        const where = { offset: dataOffset + begin, length: end - begin };
        places.set(name, { name, dtype, shape, folder, location, ...where, file });
      }
    }
    for (const [name, file] of wanted.fileOf ?? []) {
      if (!places.has(name)) throw new SafetensorsError(file, `lacks ${name}, which ${indexName} puts there`);
    }
    return new FrozenWeights(places);
  }

  get names(): string[] {
    return [...this.#places.keys()];
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** Type, shape and place of a weight. @throws RangeError when there is none of this name. */
  place(name: string): ExternalTensor {
    return this.#place(name);
  }

  /** A weight in the type of its file (to gather rows of a 16-bit table, say, before they are cast). */
  stored(graph: Graph, name: string): Value {
    const { file: _, ...source } = this.#place(name);
    return graph.external(source);
  }

  /** A weight as float32: 16-bit floats are cast in the graph. */
  float(graph: Graph, name: string): Value {
    return cast(this.stored(graph, name), 'float32');
  }

  /** A copy of a weight. @throws SafetensorsError when the file can no longer be read. */
  async read(name: string): Promise<HostTensor> {
    const { file } = this.#place(name);
    const found = (await readSafetensors(file, [name])).tensors.get(name);
    if (found === undefined) throw new SafetensorsError(file, `has no tensor called ${name}`);
    return found;
  }

  #place(name: string): Place {
    const place = this.#places.get(name);
    if (place === undefined) throw new RangeError(`The checkpoint has no weight called ${name}.`);
    return place;
  }
}

interface Files {
  readonly files: readonly string[];
  /** The file of each weight, where an index says so. */
  readonly fileOf?: ReadonlyMap<string, string>;
}

async function filesOf(fileOrFolder: string): Promise<Files> {
  const info = await stat(fileOrFolder).catch((cause: unknown) => {
    throw new SafetensorsError(fileOrFolder, 'could not be found', { cause });
  });
  if (!info.isDirectory()) return { files: [fileOrFolder] };
  const names = await readdir(fileOrFolder);
  if (names.includes(indexName)) return shards(fileOrFolder);
  const files = names.filter((name) => name.endsWith('.safetensors')).toSorted();
  if (files.length === 0) throw new SafetensorsError(fileOrFolder, 'holds no .safetensors file');
  return { files: files.map((name) => path.join(fileOrFolder, name)) };
}

async function shards(folder: string): Promise<Files> {
  const index = path.join(folder, indexName);
  const parsed = indexSchema.safeParse(await readJson(index));
  if (!parsed.success) throw new SafetensorsError(index, 'does not say which file holds which weight');
  const fileOf = new Map<string, string>();
  for (const [name, file] of Object.entries(parsed.data.weight_map)) {
    // An index comes with a download: it must not lead out of its folder.
    if (file !== path.basename(file) || file.includes('\\') || file === '..') {
      throw new SafetensorsError(
        index,
        `puts ${name} into ${JSON.stringify(file)}, which is no file of its folder`,
      );
    }
    fileOf.set(name, path.join(folder, file));
  }
  return { files: [...new Set(fileOf.values())], fileOf };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new SafetensorsError(file, 'could not be read as JSON', { cause });
  }
}

async function realFile(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (cause) {
    throw new SafetensorsError(file, 'could not be found', { cause });
  }
}

/** ONNX Runtime refuses links, absolute paths and `..` in a model: files are named from the folder that holds them all. */
function commonFolder(asked: string, files: readonly string[]): string {
  let folder = path.dirname(files[0] ?? asked);
  while (!files.every((file) => isInside(folder, file))) {
    const up = path.dirname(folder);
    if (up === folder) throw new SafetensorsError(asked, 'has its weights on different drives');
    folder = up;
  }
  return folder;
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}
