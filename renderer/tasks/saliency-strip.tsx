import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useRef, useState, type JSX, type PointerEvent } from 'react';
import type { ItemRow, VideoDetail } from '../../src/service/contract/index.ts';
import { endSeconds, type FrameTable } from '../../src/time/frame-table.ts';
import { keepFocus } from '../app/action-button.tsx';
import { showTick } from '../app/edits.ts';
import { currentDetail, perform } from '../app/studio.ts';
import { timecode } from '../player/timecode.ts';
import { useWords } from '../words/words.ts';
import { ANSWER_FIELD } from './actions.ts';
import { Field } from './field.tsx';
import { clipCount, filled, HIGHEST, painted, scoreAt } from './saliency.ts';

interface Props {
  readonly item: ItemRow;
  readonly clipLength: number;
  readonly table: FrameTable;
}

const HEIGHT = 56;

/** VHD: how much each clip stands out, painted by hand: the height of the pointer is the score. One stroke is one change. */
export function SaliencyStrip({ item, clipLength, table }: Props): JSX.Element {
  const t = useWords('tasks');
  const clips = clipCount(endSeconds(table), clipLength);
  const kept = filled(item.saliency?.scores ?? [], clips);
  const [stroke, setStroke] = useState<number[] | null>(null);
  const [at, setAt] = useState(0);
  const last = useRef(0);
  const scores = stroke ?? kept;
  const clear = (): void => {
    void perform([{ name: 'setSaliency', params: { item: item.id, saliency: null } }]);
  };
  // As it is now, which may be further than what is drawn: keys come faster than answers.
  const now = (): number[] =>
    filled(currentDetail()?.items.find(({ id }) => id === item.id)?.saliency?.scores ?? [], clips);
  const save = (next: readonly number[]): void => {
    const before = now();
    const rated = next.flatMap((score, clip) => (score === before[clip] ? [] : [{ clip, score }]));
    const here = { clip: at, score: next[at] ?? 0 };
    void perform(
      [
        {
          name: 'rateClips',
          // A clip that is rated as it was is rated all the same.
          params: { item: item.id, clipLength, clips, rated: rated.length === 0 ? [here] : rated },
        },
      ],
      { optimistic: (detail) => withSaliency(detail, item.id, { clipLength, scores: [...next] }) },
    );
  };
  const paint = (event: PointerEvent<SVGSVGElement>, begin: boolean): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const clip = Math.max(
      0,
      Math.min(clips - 1, Math.floor(((event.clientX - box.left) / box.width) * clips)),
    );
    const score = scoreAt(1 - (event.clientY - box.top) / box.height);
    const from = begin ? clip : last.current;
    last.current = clip;
    setAt(clip);
    setStroke((now) => painted(now ?? kept, from, clip, score));
  };
  const set = (score: number): void => save(painted(now(), at, at, score));
  return (
    <Field
      title={t('saliency.title', { seconds: clipLength })}
      end={
        item.saliency === null ? (
          <Box sx={{ fontSize: 12, color: 'text.disabled' }}>{t('saliency.notRated')}</Box>
        ) : (
          <Button
            onMouseDown={keepFocus}
            onClick={clear}
            sx={{ fontSize: 12, py: 0, minHeight: 20, color: 'text.secondary' }}
          >
            {t('saliency.clear')}
          </Button>
        )
      }
    >
      <Box
        component="svg"
        viewBox={`0 0 ${clips} ${HIGHEST}`}
        preserveAspectRatio="none"
        {...{ [ANSWER_FIELD]: '' }}
        data-own-keys="0 1 2 3 4"
        role="slider"
        tabIndex={0}
        aria-label={t('saliency.clip', { clip: at + 1, clips, time: timecode(at * clipLength, 1) })}
        aria-valuemin={0}
        aria-valuemax={HIGHEST}
        aria-valuenow={scores[at] ?? 0}
        onPointerDown={(event: PointerEvent<SVGSVGElement>) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          paint(event, true);
        }}
        onPointerMove={(event: PointerEvent<SVGSVGElement>) => {
          if (event.buttons === 1) paint(event, false);
        }}
        onPointerUp={() => {
          if (stroke !== null) save(stroke);
          setStroke(null);
        }}
        onPointerCancel={() => setStroke(null)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
            const next = Math.max(0, Math.min(clips - 1, at + (event.key === 'ArrowLeft' ? -1 : 1)));
            setAt(next);
            showTick(Math.round((next * clipLength * table.timebase.den) / table.timebase.num));
          } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown')
            set(Math.max(0, Math.min(HIGHEST, (now()[at] ?? 0) + (event.key === 'ArrowUp' ? 1 : -1))));
          else if (/^[0-4]$/u.test(event.key)) {
            // Rating goes on to the next clip: a whole video is rated with one finger.
            set(Number(event.key));
            setAt(Math.min(clips - 1, at + 1));
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        sx={{
          width: 1,
          height: HEIGHT,
          display: 'block',
          bgcolor: 'background.default',
          borderRadius: 0.5,
          border: 1,
          borderColor: 'divider',
          cursor: 'crosshair',
          touchAction: 'none',
          color: 'text.secondary',
        }}
      >
        {[1, 2, 3].map((line) => (
          <line
            key={line}
            x1={0}
            x2={clips}
            y1={line}
            y2={line}
            stroke="currentColor"
            strokeOpacity={0.15}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {scores.map((score, clip) => (
          // oxlint-disable-next-line react/no-array-index-key -- a clip is its place in time
          <rect
            key={clip}
            x={clip + 0.06}
            y={HIGHEST - score}
            width={0.88}
            height={score}
            fill="currentColor"
            fillOpacity={clip === at ? 1 : 0.65}
          />
        ))}
      </Box>
    </Field>
  );
}

function withSaliency(detail: VideoDetail, itemId: string, saliency: ItemRow['saliency']): VideoDetail {
  return {
    ...detail,
    items: detail.items.map((item) => (item.id === itemId ? { ...item, saliency } : item)),
  };
}
