import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

import { FIGURE_NAMES, figuresSchema, meanFigure, TITLES } from './figures.ts';

/** One finished measurement: a row of a table for one seed. */
export const cellSchema = z.strictObject({
  table: z.string(),
  row: z.string(),
  seed: z.int(),
  figures: figuresSchema,
  /** Anything else worth keeping, such as steps, seconds, bytes. */
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type Cell = z.infer<typeof cellSchema>;

/** A file of finished cells, one JSON line each: a benchmark that was stopped goes on where it was. */
export class CellFile {
  readonly #file: string;
  readonly cells: Cell[];

  constructor(file: string) {
    this.#file = file;
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    this.cells = existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => cellSchema.parse(JSON.parse(line)))
      : [];
  }

  has({ table, row, seed }: Pick<Cell, 'table' | 'row' | 'seed'>): boolean {
    return this.cells.some((cell) => cell.table === table && cell.row === row && cell.seed === seed);
  }

  add(cell: Cell): void {
    appendFileSync(this.#file, `${JSON.stringify(cellSchema.parse(cell))}\n`);
    this.cells.push(cell);
  }
}

/** A table in Markdown: mean over the seeds, with the spread (lowest to highest) where there are several. */
export function tableOf(cells: readonly Cell[], table: string, rows: readonly string[]): string {
  const head = `| ${['', ...FIGURE_NAMES.map((name) => TITLES[name]), 'mean', 'seeds'].join(' | ')} |`;
  const line = `| --- | ${FIGURE_NAMES.map(() => '---:').join(' | ')} | ---: | ---: |`;
  const body = rows.map((row) => {
    const own = cells.filter((cell) => cell.table === table && cell.row === row);
    if (own.length === 0)
      return `| ${row} | ${FIGURE_NAMES.map(() => 'not run').join(' | ')} | not run | 0 |`;
    const columns = FIGURE_NAMES.map((name) => spreadText(own.map(({ figures }) => figures[name])));
    const means = own.map(({ figures }) => meanFigure(figures));
    return `| ${[row, ...columns, spreadText(means), own.length].join(' | ')} |`;
  });
  return [head, line, ...body].join('\n');
}

function spreadText(values: readonly (number | null)[]): string {
  const there = values.filter((value) => value !== null);
  if (there.length === 0) return '-';
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length;
  const shown = (value: number) => (100 * value).toFixed(1);
  if (there.length === 1) return shown(mean);
  return `${shown(mean)} (${shown(Math.min(...there))}-${shown(Math.max(...there))})`;
}
