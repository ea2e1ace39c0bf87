import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { JSX, ReactNode } from 'react';

/** One setting: its name, its control, and a sentence where the name does not say enough. */
export function Setting({
  name,
  note,
  id,
  children,
}: {
  readonly name: string;
  readonly note?: string;
  /** Of the name, for `aria-labelledby`. */
  readonly id?: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: 'minmax(120px, 160px) minmax(0, 1fr)',
        columnGap: 4,
        alignItems: 'center',
      }}
    >
      <Typography variant="h3" component="h3" id={id}>
        {name}
      </Typography>
      <Box>{children}</Box>
      {note !== undefined && (
        <Typography variant="caption" sx={{ gridColumn: 2, color: 'text.secondary', mt: 1 }}>
          {note}
        </Typography>
      )}
    </Box>
  );
}
