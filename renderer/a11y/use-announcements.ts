import { useEffect, useRef } from 'react';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import { timebase } from '../../src/time/ticks.ts';
import { selectedInterval } from '../app/edits.ts';
import { shownKey } from '../app/action-button.tsx';
import { clock, notes } from '../app/studio.ts';
import { useView, type ViewState } from '../app/view-store.ts';
import { sayNow } from '../words/said.ts';
import { words } from '../words/words.ts';
import { announce, announced, isPlayheadExpected } from './announce.ts';
import { spokenChanges } from './changes.ts';
import { spokenTick } from './spoken.ts';

/** How long the playhead rests before it is told where it is. */
const REST_MS = 350;

/** Tells a screen reader what happens to the video while the focus is in the timeline's grid. */
export function useAnnouncements(detail: VideoDetail, active: boolean): void {
  useSaidChanges(detail, active);
  useEffect(() => {
    if (!active) return undefined;
    const base = timebase(detail.timebase.num, detail.timebase.den);
    const stopView = useView.subscribe((view, before) => announce(spokenView(view, before, base)));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let at = clock.now.tick;
    const stopClock = clock.watch(({ tick, playing }) => {
      if (playing || tick === at) return;
      at = tick;
      if (!isPlayheadExpected()) return;
      clearTimeout(timer);
      const { turn } = announced.getState();
      timer = setTimeout(() => {
        // Whatever was said meanwhile says where it happened.
        if (announced.getState().turn === turn)
          announce(words('a11y')('playheadAt', { time: spokenTick(tick, base) }));
      }, REST_MS);
    });
    const stopNotes = notes.subscribe(({ note }, { note: old }) => {
      if (note === null || note === old || note.severity === 'error') return;
      const { turn } = announced.getState();
      setTimeout(() => {
        if (announced.getState().turn === turn) announce(sayNow(note));
      }, 2 * REST_MS);
    });
    return () => {
      stopView();
      stopClock();
      stopNotes();
      clearTimeout(timer);
    };
  }, [active, detail.timebase.num, detail.timebase.den]);
}

function useSaidChanges(detail: VideoDetail, active: boolean): void {
  const before = useRef(detail);
  useEffect(() => {
    const old = before.current;
    before.current = detail;
    if (!active) return;
    const sentences = spokenChanges(old, detail);
    if (sentences.length > 0) announce(sentences.join('. '));
  }, [detail, active]);
}

function spokenView(view: ViewState, before: ViewState, base: ReturnType<typeof timebase>): string {
  const t = words('a11y');
  if (view.markIn !== before.markIn && view.markIn !== null)
    return t('markIn', { time: spokenTick(view.markIn, base) });
  if (view.markOut !== before.markOut && view.markOut !== null)
    return t('markOut', { time: spokenTick(view.markOut, base), key: shownKey('create') });
  const had = before.markIn !== null || before.markOut !== null;
  if (had && view.markIn === null && view.markOut === null && view.intervalId === before.intervalId)
    return t('marksCleared');
  if (view.side === before.side) return '';
  const interval = selectedInterval()?.interval;
  if (interval === undefined) return '';
  return view.side === 'start'
    ? t('startEdge', { time: spokenTick(interval.start, base) })
    : t('endEdge', { time: spokenTick(interval.end, base) });
}
