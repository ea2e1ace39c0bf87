import type { BulkEditInput, Split } from '../../src/service/contract/index.ts';

export const BULK_KINDS = [
  'state',
  'label',
  'split',
  'snap',
  'shift',
  'delete-short',
  'delete-items',
] as const satisfies readonly BulkEditInput['kind'][];
export type BulkKind = (typeof BULK_KINDS)[number];

/** What is typed and chosen in the dialog, for every kind of change at once. */
export interface BulkForm {
  readonly kind: BulkKind;
  readonly state: 'open' | 'curated' | 'reviewed';
  readonly label: number | null;
  readonly split: Split | null;
  readonly edge: 'start' | 'end' | 'both';
  readonly frames: string;
  readonly seconds: string;
}

export const FIRST_FORM: BulkForm = {
  kind: 'state',
  state: 'reviewed',
  label: null,
  split: 'train',
  edge: 'both',
  frames: '1',
  seconds: '0.1',
};

/** The edit that a form stands for; null while it is not whole. */
export function editOf(form: BulkForm): BulkEditInput | null {
  switch (form.kind) {
    case 'state':
      return { kind: 'state', state: form.state };
    case 'label':
      return form.label === null ? null : { kind: 'label', label: form.label };
    case 'split':
      return { kind: 'split', split: form.split };
    case 'shift': {
      const frames = /^[+−-]?\d{1,6}$/u.test(form.frames.trim())
        ? Number(form.frames.trim().replace('−', '-'))
        : 0;
      return frames === 0 ? null : { kind: 'shift', edge: form.edge, frames };
    }
    case 'delete-short': {
      const seconds = Number(form.seconds.replace(',', '.'));
      return seconds > 0 && seconds <= 1e6 ? { kind: 'delete-short', seconds } : null;
    }
    case 'snap':
    case 'delete-items':
      break;
  }
  return { kind: form.kind };
}
