import * as z from 'zod';

import type { EvaluationReport } from '../../src/metrics/evaluation.ts';

/** The figures of a row, fractions in [0, 1]; null where no item poses the task. */
export const figuresSchema = z.strictObject({
  tal: z.number().nullable(),
  tg: z.number().nullable(),
  tgIou: z.number().nullable(),
  dtg: z.number().nullable(),
  vhd: z.number().nullable(),
  hit: z.number().nullable(),
  qa: z.number().nullable(),
  evidence: z.number().nullable(),
});
export type Figures = z.infer<typeof figuresSchema>;
export type FigureName = keyof Figures;

/** Titles of the columns, in the order of the tables. */
export const TITLES: Readonly<Record<FigureName, string>> = {
  tal: 'TAL mAP@0.5',
  tg: 'TG R1@0.5',
  tgIou: 'TG mIoU',
  dtg: 'DTG R1@0.5',
  vhd: 'VHD mAP',
  hit: 'VHD HIT@1',
  qa: 'GVQA accuracy',
  evidence: 'GVQA evidence mIoU',
};
export const FIGURE_NAMES = Object.freeze([
  'tal',
  'tg',
  'tgIou',
  'dtg',
  'vhd',
  'hit',
  'qa',
  'evidence',
] as const satisfies readonly FigureName[]);

export function figuresOf({ tasks: { TAL, TG, DTG, VHD, GVQA } }: EvaluationReport): Figures {
  return {
    tal: TAL?.['mAP@0.5'] ?? null,
    tg: TG?.['R1@0.5'] ?? null,
    tgIou: TG?.mIoU ?? null,
    dtg: DTG?.['R1@0.5'] ?? null,
    vhd: VHD?.mAP ?? null,
    hit: VHD?.['HIT@1'] ?? null,
    qa: GVQA?.accuracy ?? null,
    evidence: GVQA?.evidenceMIoU ?? null,
  };
}

/** Mean of the figures that are there: one number to choose by. */
export function meanFigure(figures: Figures): number {
  const there = FIGURE_NAMES.map((name) => figures[name]).filter((value) => value !== null);
  return there.reduce((sum, value) => sum + value, 0) / Math.max(1, there.length);
}

/** As percentages, in the order of the tables. */
export function figureText(figures: Figures): string {
  return FIGURE_NAMES.map((name) => (figures[name] === null ? '-' : (100 * figures[name]).toFixed(1))).join(
    ' ',
  );
}
