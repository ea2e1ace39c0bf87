import type { TaskKind } from '../tasks/task.ts';
import { readActivityNet } from './activitynet.ts';
import { writeActivityNet } from './activitynet-writer.ts';
import { writeAtomically } from './atomic-write.ts';
import type { CorpusDocument } from './document.ts';
import { detectFormat } from './detect-format.ts';
import { ExchangeError } from './errors.ts';
import { FORMAT_IDS, type FormatId } from './format-id.ts';
import type { ExportReport, ExportSource, WritableSink } from './export-source.ts';
import { readNative } from './native.ts';
import { writeNative } from './native-writer.ts';
import { readQvHighlights } from './qvhighlights.ts';
import { writeQvHighlights } from './qvhighlights-writer.ts';

/** A file format that corpora come from and go to. */
export interface Format {
  readonly id: FormatId;
  /** For people. */
  readonly title: string;
  /** What it carries and what gets lost, one sentence. */
  readonly description: string;
  /** Of its files, with the dot. */
  readonly extension: string;
  readonly tasks: readonly TaskKind[];
  readonly canImport: boolean;
  readonly canExport: boolean;
  /** @throws ExchangeError */
  readonly read: (file: string) => Promise<CorpusDocument>;
  readonly write: (source: ExportSource, sink: WritableSink) => Promise<ExportReport>;
}

/** Every known format, the native one first. */
export const FORMATS: readonly Format[] = [
  {
    id: 'native',
    title: 'TempR1 corpus',
    description: 'Everything: all five tasks, labels, splits, open questions and unknown keys.',
    extension: '.json',
    tasks: ['TG', 'DTG', 'VHD', 'GVQA', 'TAL'],
    canImport: true,
    canExport: true,
    read: readNative,
    write: writeNative,
  },
  {
    id: 'activitynet',
    title: 'ActivityNet JSON',
    description:
      'Action localization (TAL) only; label groups, descriptions and “looked, none there” get lost.',
    extension: '.json',
    tasks: ['TAL'],
    canImport: true,
    canExport: true,
    read: readActivityNet,
    write: writeActivityNet,
  },
  {
    id: 'qvhighlights',
    title: 'QVHighlights JSON lines',
    description:
      'Highlights (VHD) only; saliency is whole numbers on the relevant 2 s clips, and the split is told by the file name alone.',
    extension: '.jsonl',
    tasks: ['VHD'],
    canImport: true,
    canExport: true,
    read: readQvHighlights,
    write: writeQvHighlights,
  },
];

/** @throws ExchangeError `unknown-format`, listing those there are. */
export function formatOf(id: string): Format {
  const format = FORMATS.find((each) => each.id === id);
  if (format !== undefined) return format;
  throw new ExchangeError(
    'unknown-format',
    `There is no format “${id}”. Known are: ${FORMAT_IDS.join(', ')}.`,
  );
}

/**
 * Reads a corpus document of any known format.
 * @param format its id, or `auto` to tell it from the content.
 * @throws ExchangeError
 */
export async function readDocument(file: string, format = 'auto'): Promise<CorpusDocument> {
  return formatOf(format === 'auto' ? await detectFormat(file) : format).read(file);
}

/** Writes `source` to a file, all at once or not at all. @throws ExchangeError */
export function exportToFile(format: string, source: ExportSource, file: string): Promise<ExportReport> {
  const { write } = formatOf(format);
  return writeAtomically(file, (sink) => write(source, sink));
}
