import Box from '@mui/material/Box';
import type { JSX, ReactNode } from 'react';

/** A small heading over a part of the inspector, with what belongs to it at its end. */
export function Field({
  title,
  end,
  children,
}: {
  readonly title: string;
  readonly end?: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', mb: 1, minHeight: 20 }}>
        <Box component="h3" sx={{ m: 0, fontSize: 12, fontWeight: 600, color: 'text.secondary', flex: 1 }}>
          {title}
        </Box>
        {end}
      </Box>
      {children}
    </Box>
  );
}
