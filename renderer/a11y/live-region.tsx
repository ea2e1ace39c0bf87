import Box from '@mui/material/Box';
import type { JSX } from 'react';
import { useStore } from 'zustand';
import { announced } from './announce.ts';

/** The one place where announcements are put: two halves take turns, so that a repeated sentence is a change too. */
export function LiveRegion(): JSX.Element {
  const { sentence, turn } = useStore(announced);
  return (
    <Box
      data-testid="announced"
      sx={{ position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' }}
    >
      {[0, 1].map((half) => (
        <div key={half} aria-live="polite" role="status">
          {turn % 2 === half ? sentence : ''}
        </div>
      ))}
    </Box>
  );
}
