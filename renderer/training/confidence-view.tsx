import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useState, type JSX } from 'react';
import { SUGGESTION_KINDS, type SuggestionKind } from '../../src/metrics/suggestion-outcomes.ts';
import type { Reliability } from '../../src/policy/calibration/calibration.ts';
import type { RunDetail } from '../client.ts';
import { ReliabilityDiagram } from './reliability-diagram.tsx';
import { errorText } from './reliability.ts';
import { useWords, words } from '../words/words.ts';

type Shown = SuggestionKind | 'all';

/** Tasks keep their abbreviations in every language. */
function nameOf(kind: Shown): string {
  const t = words('training');
  if (kind === 'all') return t('allSuggestions');
  if (kind === 'answer') return t('answer');
  return kind === 'GVQA' ? t('evidence') : kind;
}

/** Whether this run's confidences mean what they say: how often they were right on videos that the run never learned from. */
export function ConfidenceView({
  confidence,
}: {
  readonly confidence: NonNullable<RunDetail['confidence']>;
}): JSX.Element {
  const t = useWords('training');
  const [shown, setShown] = useState<Shown>('all');
  const { all, kinds, sentence } = confidence;
  const rows: { kind: Shown; measured: Reliability }[] = [
    ...(all === null ? [] : [{ kind: 'all' as const, measured: all }]),
    ...SUGGESTION_KINDS.flatMap((kind) => {
      const measured = kinds[kind];
      return measured === undefined ? [] : [{ kind, measured }];
    }),
  ];
  const chosen = rows.find(({ kind }) => kind === shown) ?? rows[0];
  return (
    <Box component="section" aria-label={t('confidence')}>
      <Typography variant="h3" sx={{ mb: 1 }}>
        {t('confidence')}
      </Typography>
      <Typography sx={{ color: 'text.secondary', mb: 2 }} data-testid="confidence-sentence">
        {sentence}
      </Typography>
      {chosen !== undefined && (
        <Box sx={{ display: 'flex', gap: 5, flexWrap: 'wrap', alignItems: 'flex-start' }}>
          <Box sx={{ flex: '0 1 360px', minWidth: 260 }}>
            <ReliabilityDiagram
              before={chosen.measured.before.bins}
              after={chosen.measured.after.bins}
              title={t('diagram', { what: nameOf(chosen.kind) })}
            />
            <Typography variant="caption" sx={{ color: 'text.disabled', display: 'block' }}>
              {t('diagramNote')}
            </Typography>
          </Box>
          <Table size="small" sx={{ flex: '1 1 420px', maxWidth: 640, width: 'auto' }}>
            <TableHead>
              <TableRow>
                <TableCell>{t('suggestions')}</TableCell>
                <TableCell align="right">{t('items')}</TableCell>
                <TableCell align="right">{t('judged')}</TableCell>
                <TableCell align="right" title={t('errorBeforeTip')}>
                  {t('errorBefore')}
                </TableCell>
                <TableCell align="right" title={t('errorNowTip')}>
                  {t('errorNow')}
                </TableCell>
                <TableCell align="right" title={t('equalWidthTip')}>
                  {t('equalWidth')}
                </TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {rows.map(({ kind, measured: { items, suggestions, before, after } }) => (
                <TableRow key={kind} hover selected={kind === chosen.kind}>
                  <TableCell>
                    <Box
                      component="button"
                      onClick={() => setShown(kind)}
                      aria-pressed={kind === chosen.kind}
                      sx={{
                        all: 'unset',
                        cursor: 'default',
                        '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main' },
                      }}
                    >
                      {nameOf(kind)}
                    </Box>
                  </TableCell>
                  <TableCell align="right">{items}</TableCell>
                  <TableCell align="right">{suggestions}</TableCell>
                  <TableCell align="right">{errorText(before.errors.mass)}</TableCell>
                  <TableCell align="right" sx={{ fontWeight: 600 }}>
                    {errorText(after.errors.mass)}
                  </TableCell>
                  <TableCell align="right">{errorText(after.errors.width)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Box>
      )}
    </Box>
  );
}
