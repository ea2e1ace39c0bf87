import InputBase from '@mui/material/InputBase';
import { useState, type JSX } from 'react';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { timecode } from '../player/timecode.ts';
import { useWords } from '../words/words.ts';
import { blurActive } from './prompt-form.tsx';
import { parseTime } from './parse-time.ts';

/** A time that can be read, and typed as 1:02.5, 62.5 or as a frame, f1560. The corpus puts it on the nearest frame edge. */
export function TimeField({
  label,
  tick,
  table,
  onChange,
  warn,
  locked = null,
}: {
  readonly label: string;
  readonly tick: number;
  readonly table: FrameTable;
  readonly onChange: (tick: number) => void;
  readonly warn?: boolean;
  /** Why it can be read only; null: it can be typed. */
  readonly locked?: string | null;
}): JSX.Element {
  const t = useWords('tasks');
  const [typed, setTyped] = useState<string | null>(null);
  const shown = timecode((tick * table.timebase.num) / table.timebase.den);
  const commit = (): void => {
    if (typed !== null && typed !== shown) {
      const next = parseTime(typed, table);
      if (next !== null && next !== tick) onChange(next);
    }
    setTyped(null);
  };
  const bad = typed !== null && parseTime(typed, table) === null;
  return (
    <InputBase
      value={typed ?? shown}
      readOnly={locked !== null}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') blurActive();
        if (event.key === 'Escape') {
          setTyped(null);
          event.stopPropagation();
          blurActive();
        }
      }}
      inputProps={{ 'aria-label': label, 'aria-invalid': bad, spellCheck: false }}
      title={locked ?? (warn === true ? t('edgeBetweenFrames') : undefined)}
      sx={{
        fontSize: 13,
        width: 68,
        px: 1,
        ml: -1,
        borderRadius: 0.5,
        color: bad ? 'error.main' : locked === null ? 'text.primary' : 'text.secondary',
        textDecoration: warn === true ? 'underline dotted' : 'none',
        '& input': { p: 0 },
        '&:hover': { bgcolor: 'action.hover' },
        '&.Mui-focused': { bgcolor: 'action.selected' },
      }}
    />
  );
}
