import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import Info from '@mui/icons-material/InfoOutlined';
import Warning from '@mui/icons-material/WarningAmberOutlined';
import Box from '@mui/material/Box';
import type { JSX } from 'react';
import type { Finding, FindingField, Severity } from '../../src/tasks/validation.ts';
import { showTick } from '../app/edits.ts';
import { currentDetail } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';
import { sentence } from './findings.ts';

const ICONS = { error: ErrorIcon, warning: Warning, note: Info } as const;
const COLOURS = { error: 'error.main', warning: 'warning.main', note: 'text.secondary' } as const;
const NAMES = { error: 'errorWord', warning: 'warningWord', note: 'noteWord' } as const;

export function SeverityIcon({ severity }: { readonly severity: Severity }): JSX.Element {
  const t = useWords('tasks');
  const Icon = ICONS[severity];
  return <Icon titleAccess={t(NAMES[severity])} sx={{ fontSize: 14, color: COLOURS[severity], mt: '1px' }} />;
}

/** So many of one kind say all there is to say. */
const MOST = 6;

/** What is wrong with one field, beside it; a click shows the interval that is meant. */
export function FindingList({
  findings,
  field,
}: {
  readonly findings: readonly Finding[];
  readonly field: FindingField;
}): JSX.Element | null {
  const t = useWords('tasks');
  const own = findings.filter((each) => each.field === field).slice(0, MOST);
  if (own.length === 0) return null;
  return (
    <Box
      component="ul"
      aria-label={t('findingsOf')}
      data-testid={`findings-${field}`}
      sx={{ m: 0, mt: 1, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }}
    >
      {own.map((each) => (
        <Box
          component="li"
          key={`${each.code}-${each.interval ?? ''}-${each.slot ?? ''}-${JSON.stringify(each.values)}`}
          onClick={() => show(each)}
          sx={{
            display: 'flex',
            gap: 1,
            fontSize: 12,
            color: each.severity === 'note' ? 'text.secondary' : 'text.primary',
            cursor: each.interval === null ? 'default' : 'pointer',
          }}
        >
          <SeverityIcon severity={each.severity} />
          <span>{sentence(each, t)}</span>
        </Box>
      ))}
    </Box>
  );
}

function show({ interval }: Finding): void {
  if (interval === null) return;
  setView({ intervalId: interval, suggestionId: null });
  const found = currentDetail()
    ?.items.flatMap((item) => item.intervals)
    .find((each) => each.id === interval);
  if (found !== undefined) showTick(found.start);
}
