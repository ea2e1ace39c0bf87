import Button from '@mui/material/Button';
import Popover from '@mui/material/Popover';
import Tooltip from '@mui/material/Tooltip';
import { useState, type JSX, type ReactNode } from 'react';
import { keepFocus } from '../app/action-button.tsx';

interface Props {
  readonly testId: string;
  readonly label: string;
  readonly tip: string;
  /** What the dialog is called. */
  readonly title: string;
  readonly children: ReactNode;
}

/** A quiet word beside the transport that leads to a small dialog above it. */
export function Chip({ testId, label, tip, title, children }: Props): JSX.Element {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Tooltip describeChild title={tip}>
        <Button
          data-testid={testId}
          aria-haspopup="dialog"
          onMouseDown={keepFocus}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{
            ml: 1,
            minWidth: 0,
            color: 'text.secondary',
            minHeight: 24,
            py: 0,
            px: 1,
            fontSize: 12,
            whiteSpace: 'nowrap',
            overflow: 'hidden',
            display: 'block',
            textOverflow: 'ellipsis',
          }}
        >
          {label}
        </Button>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{
          paper: { role: 'dialog', 'aria-label': title, sx: { p: 4, border: 1, borderColor: 'divider' } },
        }}
      >
        {children}
      </Popover>
    </>
  );
}
