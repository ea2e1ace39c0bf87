import Box from '@mui/material/Box';
import { useState, type JSX, type ReactNode } from 'react';
import { Group, Panel, Separator, type Layout } from 'react-resizable-panels';
import { setView, useView } from './view-store.ts';

/** A group of panels whose sizes the project remembers under `name`. */
export function PanelGroup({
  name,
  orientation,
  children,
}: {
  readonly name: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly children: ReactNode;
}): JSX.Element {
  const [kept] = useState(() => useView.getState().panels[name]);
  return (
    <Group
      id={name}
      orientation={orientation}
      {...(kept === undefined ? {} : { defaultLayout: { ...kept } })}
      onLayoutChanged={(layout: Layout, meta) => {
        if (meta.isUserInteraction)
          setView({ panels: { ...useView.getState().panels, [name]: { ...layout } } });
      }}
      style={{ flex: 1, minHeight: 0, minWidth: 0 }}
    >
      {children}
    </Group>
  );
}

/** The line between two panels: one pixel to see, more to take hold of. */
export function Divider({
  orientation,
  label,
}: {
  readonly orientation: 'horizontal' | 'vertical';
  readonly label: string;
}): JSX.Element {
  const upright = orientation === 'horizontal';
  return (
    <Separator
      aria-label={label}
      style={{
        display: 'flex',
        alignItems: 'stretch',
        justifyContent: 'center',
        ...(upright ? { width: 5 } : { height: 5, flexDirection: 'column' }),
        outlineOffset: -2,
      }}
    >
      <Box
        sx={{
          ...(upright ? { width: '1px' } : { height: '1px' }),
          bgcolor: 'divider',
          transition: 'background-color 100ms',
          '[data-separator="hover"] > &, [data-separator="active"] > &, [data-separator="focus"] > &': {
            bgcolor: 'primary.main',
          },
        }}
      />
    </Separator>
  );
}

export { Panel };

/** Head of a panel: its name, and what belongs to all of it. */
export function PanelTitle({
  children,
  end,
}: {
  readonly children: ReactNode;
  readonly end?: ReactNode;
}): JSX.Element {
  return (
    <Box
      sx={{
        height: 36,
        flexShrink: 0,
        display: 'flex',
        alignItems: 'center',
        px: 3,
        gap: 2,
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Box
        component="h2"
        sx={{
          m: 0,
          fontSize: 13,
          fontWeight: 600,
          flex: 1,
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
        }}
      >
        {children}
      </Box>
      {end}
    </Box>
  );
}
