import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import Tooltip from '@mui/material/Tooltip';
import { useState, type JSX } from 'react';
import { setView } from '../app/view-store.ts';
import { useFormats, useWords } from '../words/words.ts';

const TWO_DIGITS = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;

/** From which confidence on the rest of an item is accepted: percent where scores are probabilities. Empty: as advised. */
export function RestThreshold({
  threshold,
  calibrated,
}: {
  readonly threshold: number;
  readonly calibrated: boolean;
}): JSX.Element {
  const t = useWords('suggestions');
  const { number } = useFormats();
  const [typed, setTyped] = useState<string | null>(null);
  const text = calibrated ? String(Math.round(threshold * 100)) : number(threshold, TWO_DIGITS);
  const keep = (): void => {
    if (typed === null) return;
    setTyped(null);
    const value = Number(typed.trim().replace(',', '.')) / (calibrated ? 100 : 1);
    if (typed.trim() === '') setView({ restThreshold: null });
    else if (value >= 0 && value <= 1) setView({ restThreshold: value });
  };
  return (
    <Tooltip title={t('walk.threshold')}>
      <Box sx={{ display: 'flex', alignItems: 'center', fontSize: 12, color: 'text.secondary', mr: 1 }}>
        ≥
        <InputBase
          value={typed ?? text}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.target instanceof HTMLElement) event.target.blur();
            if (event.key === 'Escape') setTyped(null);
          }}
          inputProps={{ inputMode: 'decimal', 'aria-label': t('walk.threshold') }}
          sx={{ width: calibrated ? 26 : 34, fontSize: 12, ml: 0.5, '& input': { p: 0, textAlign: 'right' } }}
        />
        {calibrated ? '\u00A0%' : ''}
      </Box>
    </Tooltip>
  );
}
