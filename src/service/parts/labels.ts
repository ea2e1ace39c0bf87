import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { labels, projectInfo } from '../../corpus/queries/project.ts';
import { zodSentences } from '../../corpus/json.ts';
import { writeAtomically } from '../../exchange/atomic-write.ts';
import {
  LABEL_FILE_FORMAT,
  labelFile,
  planSchema,
  type KnownLabel,
  type LabelFile,
} from '../../tasks/label-schema.ts';
import { ServiceError, type StudioApi } from '../api.ts';
import type { LabelRow } from '../contract/index.ts';
import type { Core } from '../core.ts';

/** A file larger than this is no label schema. */
const LARGEST = 20_000_000;

/** `labels`: the schema, as it is, as a file, and what a file would change. Changes themselves are commands. */
export function labelsPart(core: Core): Pick<StudioApi, 'labels'> {
  return {
    labels: {
      list: async () =>
        labels(core.session.project.db).map(
          ({ id, group, name, description, colour, hotkey, exclusive, attributes, uses }): LabelRow => ({
            id,
            group: group ?? '',
            name,
            description: description ?? '',
            colour,
            hotkey,
            exclusive,
            attributes: [...attributes],
            uses,
          }),
        ),
      save: async ({ path, groups }) => {
        const { db } = core.session.project;
        const kept = known(core).filter(({ group }) => groups === undefined || groups.includes(group));
        const title = projectInfo(db).title;
        const file: LabelFile = {
          format: LABEL_FILE_FORMAT,
          version: 1,
          ...(title !== null && { title }),
          labels: kept.map(({ id: _id, ...label }) => ({ ...label, attributes: [...label.attributes] })),
        };
        const out = resolve(path);
        await writeAtomically(out, async (sink) => sink.write(`${JSON.stringify(file, null, 2)}\n`));
        return { path: out, labels: kept.length };
      },
      readSchema: async ({ path, group }) => {
        const file = await readLabelFile(resolve(path));
        const changes = planSchema(known(core), file.labels, group);
        return {
          title: file.title ?? null,
          changes: changes.map((change) =>
            change.kind === 'change' ? { ...change, fields: [...change.fields] } : change,
          ),
        };
      },
    },
  };
}

function known(core: Core): KnownLabel[] {
  return labels(core.session.project.db).map(({ group, uses: _uses, attributes, ...label }) => ({
    ...label,
    group: group ?? '',
    attributes: [...attributes],
  }));
}

/** @throws ServiceError with a sentence when the file cannot be read or is no label schema */
async function readLabelFile(path: string): Promise<LabelFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ServiceError('bad-request', `The file “${path}” cannot be read.`, { cause });
  }
  if (text.length > LARGEST)
    throw new ServiceError('bad-request', `“${path}” is too large for a label schema.`);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ServiceError('bad-request', `“${path}” is no JSON file, so it holds no label schema.`, {
      cause,
    });
  }
  const parsed = labelFile.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [first = 'it has another form'] = zodSentences(parsed.error);
  throw new ServiceError('bad-request', `“${path}” is no label schema of this program: ${first}.`, {
    cause: parsed.error,
  });
}
