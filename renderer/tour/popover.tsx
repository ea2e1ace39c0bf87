import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import type { JSX } from 'react';
import { useWords } from '../words/words.ts';
import { STEPS } from './steps.ts';

function takeFocus(card: HTMLElement | null): void {
  card?.focus();
}

/** What one step of the tour says. Not modal: whoever wants to try what is shown can do so. */
export function StepCard({
  at,
  title,
  text,
  nextLabel,
  busy,
  onNext,
  onBack,
  onSkip,
}: {
  readonly at: number;
  readonly title: string;
  readonly text: string;
  readonly nextLabel: string | null;
  readonly busy: boolean;
  readonly onNext: () => void;
  readonly onBack: (() => void) | null;
  readonly onSkip: () => void;
}): JSX.Element {
  const t = useWords('tour');
  const place = { at: at + 1, count: STEPS.length };
  return (
    <Paper
      // Each step is a card of its own, and what is new has the focus.
      key={at}
      ref={takeFocus}
      role="dialog"
      aria-label={t('label', place)}
      aria-describedby="tour-text"
      data-tour-card
      tabIndex={-1}
      elevation={8}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onSkip();
      }}
      sx={{ width: 340, p: 4, border: 1, borderColor: 'primary.main', outline: 'none' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 2, mb: 1 }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        <Typography variant="caption" sx={{ color: 'text.secondary' }} aria-hidden="true">
          {t('progress', place)}
        </Typography>
      </Box>
      <Typography id="tour-text" role="status" sx={{ color: 'text.secondary', minHeight: 58 }}>
        {text}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, mt: 3, alignItems: 'center' }}>
        <Button onClick={onSkip} sx={{ color: 'text.secondary', ml: -2.5, mr: 'auto' }}>
          {t('skip')}
        </Button>
        {onBack !== null && <Button onClick={onBack}>{t('back')}</Button>}
        {nextLabel !== null && (
          <Button variant="contained" color="primary" disabled={busy} onClick={onNext}>
            {nextLabel}
          </Button>
        )}
      </Box>
    </Paper>
  );
}
