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

type Shown = SuggestionKind | 'all';

const NAMES: Readonly<Record<Shown, string>> = {
  all: 'All suggestions',
  TG: 'TG',
  DTG: 'DTG',
  VHD: 'VHD',
  GVQA: 'GVQA evidence',
  answer: 'GVQA answer',
  TAL: 'TAL',
};

/** Whether this run's confidences mean what they say: how often they were right on videos that the run never learned from. */
export function ConfidenceView({
  confidence,
}: {
  readonly confidence: NonNullable<RunDetail['confidence']>;
}): JSX.Element {
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
    <Box component="section" aria-label="Confidence">
      <Typography variant="h3" sx={{ mb: 1 }}>
        Confidence
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
              title={`How often suggestions of a confidence were right: ${NAMES[chosen.kind]}`}
            />
            <Typography variant="caption" sx={{ color: 'text.disabled', display: 'block' }}>
              On the dashed line a confidence is true. Bars: 95 % intervals. Hollow: raw scores. Larger: more
              suggestions.
            </Typography>
          </Box>
          <Table size="small" sx={{ flex: '1 1 420px', maxWidth: 640, width: 'auto' }}>
            <TableHead>
              <TableRow>
                <TableCell>Suggestions</TableCell>
                <TableCell align="right">Items</TableCell>
                <TableCell align="right">Judged</TableCell>
                <TableCell align="right" title="Expected calibration error in hundredths, raw scores">
                  Error before
                </TableCell>
                <TableCell align="right" title="Expected calibration error in hundredths, cross-validated">
                  Error now
                </TableCell>
                <TableCell align="right" title="The same over 15 bins of equal width (Guo et al. 2017)">
                  Equal width
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
                      {NAMES[kind]}
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
