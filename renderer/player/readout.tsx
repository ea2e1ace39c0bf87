import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import Tooltip from '@mui/material/Tooltip';
import { useEffect, useRef, useState, type JSX, type ReactNode, type RefObject } from 'react';
import { useStore } from 'zustand';
import { frameCount, type FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus, titleOf } from '../app/action-button.tsx';
import { clock, notify } from '../app/studio.ts';
import { useFormats, useWords } from '../words/words.ts';
import { copyPosition, type Readable } from './copied.ts';
import { goingTo, goToText } from './go-to.ts';
import { grouped, timecode } from './timecode.ts';

/** Timecode, frame and tick: a click copies one; a time can be typed or pasted. */
export function Readout({
  table,
  crowded,
}: {
  readonly table: FrameTable;
  /** Something else stands beside it. */
  readonly crowded: boolean;
}): JSX.Element {
  const open = useStore(goingTo, (state) => state.open);
  usePaste(table);
  useEffect(() => () => goingTo.setState({ open: false }), []);
  return (
    <Box
      role="group"
      aria-label={useWords('player')('position')}
      sx={{ position: 'relative', display: 'flex', alignItems: 'center', height: 28 }}
    >
      <Numbers table={table} hidden={open} crowded={crowded} />
      {open && <GoTo table={table} />}
    </Box>
  );
}

/** Painted by hand: they change sixty times a second. */
function Numbers({
  table,
  hidden,
  crowded,
}: {
  readonly table: FrameTable;
  readonly hidden: boolean;
  readonly crowded: boolean;
}): JSX.Element {
  const t = useWords('player');
  const { number } = useFormats();
  const time = useRef<HTMLSpanElement>(null);
  const frame = useRef<HTMLSpanElement>(null);
  const tick = useRef<HTMLSpanElement>(null);
  const rate = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      clock.watch((now) => {
        const seconds = (now.tick * table.timebase.num) / table.timebase.den;
        put(time, timecode(seconds));
        put(frame, grouped(now.frame));
        put(tick, grouped(Math.round(now.tick)));
        put(rate, now.playing && now.rate !== 1 ? `${number(now.rate)}x` : '');
      }),
    [table, number],
  );
  const frames = frameCount(table);
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'baseline',
        gap: 1,
        whiteSpace: 'nowrap',
        visibility: hidden ? 'hidden' : 'visible',
        // The frame below the time, where both beside each other take too much room.
        '@container (max-width: 480px)': {
          flexDirection: 'column',
          alignItems: 'center',
          gap: 0,
          lineHeight: '14px',
        },
      }}
    >
      <Copied kind="time">
        <Box component="span" ref={time} data-testid="timecode" sx={{ fontSize: 16, fontWeight: 600 }} />
      </Copied>
      <Copied kind="frame">
        <Roomy
          longest={`${t('frameWord')} ${grouped(frames)} ${t('ofFrames', { frames: grouped(frames) })}`}
          colour="text.secondary"
        >
          {t('frameWord')}{' '}
          <Box component="span" ref={frame} data-testid="frame" sx={{ color: 'text.primary' }} />{' '}
          {t('ofFrames', { frames: grouped(frames) })}
        </Roomy>
      </Copied>
      <Copied kind="tick">
        <Roomy
          longest={`${t('tickWord')} ${grouped(table.end)}`}
          colour="text.disabled"
          from={crowded ? 720 : 560}
        >
          {t('tickWord')} <Box component="span" ref={tick} data-testid="tick" />
        </Roomy>
      </Copied>
      <Box
        component="span"
        ref={rate}
        data-testid="rate"
        sx={{
          color: 'primary.main',
          fontSize: 12,
          minWidth: 30,
          // The choice of speed beside it says the same.
          '@container (max-width: 480px)': { display: 'none' },
        }}
      />
    </Box>
  );
}

/** As wide as `longest` from the start, so that nothing beside it moves when the number grows. */
function Roomy({
  longest,
  colour,
  from = 0,
  children,
}: {
  readonly longest: string;
  readonly colour: string;
  /** Left out where the player is not wider than this, in pixels. */
  readonly from?: number;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        flexDirection: 'column',
        color: colour,
        fontSize: 12,
        textAlign: 'left',
        ...(from > 0 && { [`@container (max-width: ${from}px)`]: { display: 'none' } }),
        '&::after': {
          content: JSON.stringify(longest),
          display: 'block',
          height: 0,
          overflow: 'hidden',
          visibility: 'hidden',
        },
      }}
    >
      <span>{children}</span>
    </Box>
  );
}

function put(node: RefObject<HTMLSpanElement | null>, text: string): void {
  if (node.current !== null && node.current.textContent !== text) node.current.textContent = text;
}

const UNSEEN = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
};

const ACTION_OF = { time: 'copy-time', frame: 'copy-frame', tick: 'copy-tick' } as const;
const LABEL_OF = { time: 'copyTime', frame: 'copyFrame', tick: 'copyTick' } as const;

function Copied({ kind, children }: { readonly kind: Readable; readonly children: ReactNode }): JSX.Element {
  const t = useWords('player');
  return (
    <Tooltip title={titleOf(ACTION_OF[kind])} describeChild>
      <Box
        component="button"
        type="button"
        onMouseDown={keepFocus}
        onClick={() => void copyPosition(kind)}
        sx={{
          font: 'inherit',
          color: 'inherit',
          bgcolor: 'transparent',
          border: 0,
          p: 0,
          px: 0.5,
          borderRadius: 0.5,
          cursor: 'copy',
          '&:hover': { bgcolor: 'action.hover' },
        }}
      >
        {children}
        {/* What is written on it is part of its name, so that it can be called by voice. */}
        <Box component="span" sx={UNSEEN}>{` ${t(LABEL_OF[kind])}`}</Box>
      </Box>
    </Tooltip>
  );
}

/** The field in place of the numbers. */
function GoTo({ table }: { readonly table: FrameTable }): JSX.Element {
  const t = useWords('player');
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const close = (): void => goingTo.setState({ open: false });
  return (
    <InputBase
      autoFocus
      value={text}
      placeholder={t('goToHint')}
      inputProps={{ 'aria-label': t('goTo'), 'aria-invalid': wrong }}
      onChange={(event) => {
        setText(event.target.value);
        setWrong(false);
      }}
      onBlur={close}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && goToText(text, table)) close();
        else if (event.key === 'Enter') {
          setWrong(true);
          notify(t('goToWrong'), 'error');
        } else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      sx={{
        position: 'absolute',
        inset: 0,
        px: 1,
        fontSize: 13,
        borderRadius: 0.5,
        bgcolor: 'background.default',
        border: 1,
        borderColor: wrong ? 'error.main' : 'primary.main',
      }}
    />
  );
}

/** Pasting a time while no field has the focus goes there; other text is left alone. */
function usePaste(table: FrameTable): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent): void => {
      const { target } = event;
      if (
        target instanceof Element &&
        target.closest('input, textarea, [contenteditable=true], [role=dialog]') !== null
      )
        return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text.length < 60 && goToText(text, table)) event.preventDefault();
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [table]);
}
