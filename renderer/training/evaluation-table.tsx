import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useState, type JSX } from 'react';
import type { EvaluationRow } from '../../src/service/contract/index.ts';
import { HEADLINE } from '../../src/metrics/evaluation.ts';
import { taskTitle } from '../timeline/model.ts';
import { formats, useWords } from '../words/words.ts';

/** Held-out results: the model as it was, after the warm-up, and after GRPO. A bar makes the numbers comparable at a glance. */
export function EvaluationTable({ rows }: { readonly rows: readonly EvaluationRow[] }): JSX.Element {
  const t = useWords('training');
  const [all, setAll] = useState(false);
  const headlines = rows.filter((row) => HEADLINE[row.task] === row.metric);
  const shownRows = all || headlines.length === 0 ? rows : headlines;
  return (
    <Box component="section" aria-label={t('beforeAfter')}>
      <Typography variant="h3" sx={{ mb: 1 }}>
        {t('onHeldOut')}
      </Typography>
      <Table size="small" sx={{ maxWidth: 860 }}>
        <TableHead>
          <TableRow>
            <TableCell>{t('task')}</TableCell>
            <TableCell>{t('measure')}</TableCell>
            <TableCell align="right">{t('items')}</TableCell>
            <TableCell align="right">{t('before')}</TableCell>
            <TableCell align="right">{t('afterWarmUp')}</TableCell>
            <TableCell align="right">{t('afterGrpo')}</TableCell>
            <TableCell sx={{ width: 140 }}>{t('change')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {shownRows.map((row) => (
            <TableRow key={`${row.task}/${row.metric}`}>
              <TableCell title={taskTitle(row.task)}>{row.task}</TableCell>
              <TableCell>{row.metric}</TableCell>
              <TableCell align="right">{row.n}</TableCell>
              <TableCell align="right">{shown(row.before)}</TableCell>
              <TableCell align="right">{shown(row.warmUp)}</TableCell>
              <TableCell align="right" sx={{ fontWeight: 600 }}>
                {shown(row.after)}
              </TableCell>
              <TableCell>
                <Change before={row.before} after={row.after ?? row.warmUp} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {rows.length > headlines.length && headlines.length > 0 && (
        <Button onClick={() => setAll(!all)} aria-expanded={all} sx={{ color: 'text.secondary', mt: 1 }}>
          {all ? t('onlyLeading') : t('allMeasures', { count: rows.length })}
        </Button>
      )}
    </Box>
  );
}

function shown(value: number | null): string {
  return value === null
    ? '–'
    : formats().number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
}

/** A bar from the old value to the new one on the scale from 0 to 1: right is better. */
function Change({
  before,
  after,
}: {
  readonly before: number | null;
  readonly after: number | null;
}): JSX.Element | null {
  if (before === null || after === null) return null;
  const clamp = (value: number): number => Math.max(0, Math.min(1, value)) * 100;
  const [from, to] = [clamp(Math.min(before, after)), clamp(Math.max(before, after))];
  const difference = after - before;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
      <Box sx={{ position: 'relative', flex: 1, height: 6, bgcolor: 'divider', borderRadius: 1 }}>
        <Box
          sx={{
            position: 'absolute',
            left: `${from}%`,
            width: `max(1px, ${to - from}%)`,
            top: 0,
            bottom: 0,
            borderRadius: 1,
            bgcolor: difference >= 0 ? 'text.primary' : 'warning.main',
          }}
        />
        <Box
          sx={{
            position: 'absolute',
            left: `${clamp(before)}%`,
            top: -2,
            bottom: -2,
            width: '1px',
            bgcolor: 'text.secondary',
          }}
        />
      </Box>
      <Box
        sx={{
          width: 48,
          textAlign: 'right',
          fontSize: 12,
          color: difference >= 0 ? 'text.secondary' : 'warning.main',
        }}
      >
        {`${difference >= 0 ? '+' : '−'}${shown(Math.abs(difference))}`}
      </Box>
    </Box>
  );
}
