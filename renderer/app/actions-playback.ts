import type { IntervalRow, VideoDetail } from '../../src/service/contract/index.ts';
import { edgeTick, frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { nextSpeed, shuttle } from '../player/shuttle.ts';
import { hasSpan } from '../tasks/plan.ts';
import type { Action } from './action.ts';
import { lastFrame, showTick } from './edits.ts';
import { clock, currentDetail, currentEngine, currentTable, notify } from './studio.ts';
import { setView, useView, type ViewState } from './view-store.ts';
import { words } from '../words/words.ts';

const watching = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;

function shuttleKey(key: 'j' | 'k' | 'l', slow = false): void {
  const engine = currentEngine();
  if (engine === null) return;
  const { playing, rate } = clock.now;
  const next = shuttle({ rate: playing ? rate : 0 }, key, slow);
  if (next.rate === 0) engine.pause();
  else engine.play(next.rate);
}

function setSpeed(speed: number): void {
  setView({ speed });
  const engine = currentEngine();
  if (engine !== null && clock.now.playing) engine.play(speed);
  notify(words('actions')('speed', { speed }));
}

function stepSeconds(seconds: number): void {
  const table = currentTable();
  if (table === null) return;
  const moved = clock.now.tick + (seconds * table.timebase.den) / table.timebase.num;
  const first = edgeTick(table, 0);
  const to = Math.max(first, Math.min(moved, table.end));
  currentEngine()?.showFrame(frameAt(table, ticks(Math.round(to))));
}

/** What loop and “play this” mean now: the selected interval, else the selected suggestion, else the marks. */
export function playSpan(
  detail: VideoDetail | null = currentDetail(),
): { start: number; end: number } | null {
  const { intervalId, markIn, markOut, suggestionId } = useView.getState();
  const interval = intervalId === null ? null : findInterval(detail, intervalId);
  if (interval !== null) return { start: interval.start, end: interval.end };
  const suggestion = detail?.suggestions.find((each) => each.id === suggestionId);
  if (suggestion !== undefined && hasSpan(suggestion))
    return { start: suggestion.start, end: suggestion.end };
  return markIn !== null && markOut !== null && markIn < markOut ? { start: markIn, end: markOut } : null;
}

function findInterval(detail: VideoDetail | null, id: number): IntervalRow | null {
  for (const item of detail?.items ?? []) {
    const found = item.intervals.find((each) => each.id === id);
    if (found !== undefined) return found;
  }
  return null;
}

function playSelection(): void {
  const span = playSpan();
  const engine = currentEngine();
  if (span === null || engine === null) {
    notify(words('actions')('selectFirst'));
    return;
  }
  setView({ loop: true });
  engine.setLoop(span);
  engine.showTick(span.start);
  engine.play(useView.getState().speed);
}

export const PLAYBACK_ACTIONS: readonly Action[] = [
  {
    id: 'play',
    title: () => words('actions')('play'),
    group: 'Playback',
    keys: ['space'],
    when: watching,
    run: () => {
      const engine = currentEngine();
      if (clock.now.playing) engine?.pause();
      else engine?.play(useView.getState().speed);
    },
  },
  {
    id: 'shuttle-back',
    title: () => words('actions')('shuttle-back'),
    group: 'Playback',
    keys: ['j'],
    when: watching,
    run: () => shuttleKey('j'),
  },
  {
    id: 'shuttle-stop',
    title: () => words('actions')('shuttle-stop'),
    group: 'Playback',
    keys: ['k'],
    when: watching,
    run: () => shuttleKey('k'),
  },
  {
    id: 'shuttle-on',
    title: () => words('actions')('shuttle-on'),
    group: 'Playback',
    keys: ['l'],
    when: watching,
    run: () => shuttleKey('l'),
  },
  {
    id: 'slow-back',
    title: () => words('actions')('slow-back'),
    group: 'Playback',
    keys: ['shift+j'],
    when: watching,
    run: () => shuttleKey('j', true),
  },
  {
    id: 'slow-on',
    title: () => words('actions')('slow-on'),
    group: 'Playback',
    keys: ['shift+l'],
    when: watching,
    run: () => shuttleKey('l', true),
  },
  {
    id: 'frame-back',
    title: () => words('actions')('frame-back'),
    group: 'Playback',
    keys: ['left'],
    when: watching,
    run: () => currentEngine()?.step(-1),
  },
  {
    id: 'frame-on',
    title: () => words('actions')('frame-on'),
    group: 'Playback',
    keys: ['right'],
    when: watching,
    run: () => currentEngine()?.step(1),
  },
  {
    id: 'second-back',
    title: () => words('actions')('second-back'),
    group: 'Playback',
    keys: ['shift+left'],
    when: watching,
    run: () => stepSeconds(-1),
  },
  {
    id: 'second-on',
    title: () => words('actions')('second-on'),
    group: 'Playback',
    keys: ['shift+right'],
    when: watching,
    run: () => stepSeconds(1),
  },
  {
    id: 'first-frame',
    title: () => words('actions')('first-frame'),
    group: 'Playback',
    keys: ['home'],
    when: watching,
    run: () => currentEngine()?.showFrame(0),
  },
  {
    id: 'last-frame',
    title: () => words('actions')('last-frame'),
    group: 'Playback',
    keys: ['end'],
    when: watching,
    run: () => currentEngine()?.showFrame(lastFrame()),
  },
  {
    id: 'go-start',
    title: () => words('actions')('go-start'),
    group: 'Playback',
    keys: ['shift+i'],
    when: watching,
    run: () => {
      const span = playSpan();
      if (span !== null) showTick(span.start);
    },
  },
  {
    id: 'go-end',
    title: () => words('actions')('go-end'),
    group: 'Playback',
    keys: ['shift+o'],
    when: watching,
    run: () => {
      const span = playSpan();
      if (span !== null) showTick(span.end - 1);
    },
  },
  {
    id: 'play-selection',
    title: () => words('actions')('play-selection'),
    group: 'Playback',
    keys: ['/'],
    when: watching,
    run: playSelection,
  },
  {
    id: 'loop',
    title: () => words('actions')('loop'),
    group: 'Playback',
    keys: ['shift+space'],
    when: watching,
    run: () => {
      const loop = !useView.getState().loop;
      setView({ loop });
      notify(words('actions')(loop ? 'loops' : 'runsOn'));
    },
  },
  {
    id: 'faster',
    title: () => words('actions')('faster'),
    group: 'Playback',
    keys: ['shift+up'],
    words: 'speed',
    when: watching,
    run: () => setSpeed(nextSpeed(useView.getState().speed, 1)),
  },
  {
    id: 'slower',
    title: () => words('actions')('slower'),
    group: 'Playback',
    keys: ['shift+down'],
    words: 'speed',
    when: watching,
    run: () => setSpeed(nextSpeed(useView.getState().speed, -1)),
  },
  {
    id: 'normal-speed',
    title: () => words('actions')('normal-speed'),
    group: 'Playback',
    keys: ['backspace'],
    words: 'speed 1x',
    when: watching,
    run: () => setSpeed(1),
  },
  {
    id: 'mute',
    title: () => words('actions')('mute'),
    group: 'Playback',
    keys: ['m'],
    when: watching,
    run: () => {
      const muted = !useView.getState().muted;
      setView({ muted });
      currentEngine()?.setMuted(muted);
    },
  },
];
