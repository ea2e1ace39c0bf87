import Box from '@mui/material/Box';
import type { JSX } from 'react';
import type { ItemState } from '../../src/service/contract/index.ts';
import { useWords } from '../words/words.ts';

/** State as a shape, so that it needs no colour: empty, half, full, full with a ring. */
export function StateDot({ state }: { readonly state: ItemState }): JSX.Element {
  const t = useWords('review');
  return (
    <Box
      component="svg"
      role="img"
      aria-label={t(`states.${state}`)}
      viewBox="0 0 12 12"
      sx={{
        width: 12,
        height: 12,
        flexShrink: 0,
        color: state === 'open' ? 'text.disabled' : 'text.secondary',
      }}
    >
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      {state === 'draft' && <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" />}
      {(state === 'curated' || state === 'reviewed') && (
        <circle cx="6" cy="6" r={state === 'reviewed' ? 2.2 : 4} fill="currentColor" />
      )}
    </Box>
  );
}
