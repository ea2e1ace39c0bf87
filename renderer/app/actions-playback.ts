import type { VideoDetail } from '../../src/service/contract/index.ts';
import { edgeTick, frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { copyPosition } from '../player/copied.ts';
import type { Engine } from '../player/engine.ts';
import { goingTo } from '../player/go-to.ts';
import { sampledFrame } from '../player/sample-step.ts';
import { nextSpeed, shuttle } from '../player/shuttle.ts';
import { makeProxy } from '../player/proxy-calls.ts';
import { nextRoll } from '../player/roll.ts';
import { hasSpan } from '../tasks/plan.ts';
import { intervalAt } from '../timeline/columns.ts';
import { currentColumns } from '../timeline/interval-source.ts';
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
  const interval = intervalId === null ? null : intervalAt(currentColumns(), intervalId);
  if (interval !== null) return { start: interval.start, end: interval.end };
  const suggestion = detail?.suggestions.find((each) => each.id === suggestionId);
  if (suggestion !== undefined && hasSpan(suggestion))
    return { start: suggestion.start, end: suggestion.end };
  return markIn !== null && markOut !== null && markIn < markOut ? { start: markIn, end: markOut } : null;
}

function stepSampled(direction: 1 | -1): void {
  const table = currentTable();
  if (table !== null) currentEngine()?.showFrame(sampledFrame(table, clock.now.frame, direction));
}

function setVolume(change: number): void {
  const { volume, muted } = useView.getState();
  const next = Math.round(Math.max(0, Math.min(1, (muted ? 0 : volume) + change)) * 100) / 100;
  setView({ volume: next, muted: next === 0 });
  notify(words('player')('volumeNow', { percent: next }));
}

/** What is to be played, with the engine; tells a person when nothing is selected. */
function pieceToPlay(): { span: { start: number; end: number }; engine: Engine } | null {
  const span = playSpan();
  const engine = currentEngine();
  if (span === null) notify(words('actions')('selectFirst'));
  return span === null || engine === null ? null : { span, engine };
}

function playPiece(): void {
  const piece = pieceToPlay();
  piece?.engine.playPiece(piece.span, useView.getState().speed);
}

/** Plays from a little before the chosen edge to a little after it, and comes back to the frame at the edge. */
function playEdge(): void {
  const piece = pieceToPlay();
  const table = currentTable();
  if (piece === null || table === null) return;
  const { side, roll, speed } = useView.getState();
  const edge = side === 'start' ? piece.span.start : piece.span.end;
  const around = (roll * table.timebase.den) / table.timebase.num;
  const span = { start: edge - around, end: Math.min(edge + around, table.end) };
  // An end is where the interval is over: its last frame is the one before.
  const back = frameAt(table, ticks(Math.round(side === 'start' ? edge : edge - 1)));
  piece.engine.playPiece(span, speed, back);
}

function playSelection(): void {
  const piece = pieceToPlay();
  if (piece === null) return;
  const { span, engine } = piece;
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
    },
  },
  {
    id: 'louder',
    title: () => words('actions')('louder'),
    group: 'Playback',
    keys: ['alt+up'],
    words: 'volume sound',
    when: watching,
    run: () => setVolume(0.1),
  },
  {
    id: 'quieter',
    title: () => words('actions')('quieter'),
    group: 'Playback',
    keys: ['alt+down'],
    words: 'volume sound',
    when: watching,
    run: () => setVolume(-0.1),
  },
  {
    id: 'sample-back',
    title: () => words('actions')('sample-back'),
    group: 'Playback',
    keys: [';'],
    words: 'policy grid sampled',
    when: watching,
    run: () => stepSampled(-1),
  },
  {
    id: 'sample-on',
    title: () => words('actions')('sample-on'),
    group: 'Playback',
    keys: ["'"],
    words: 'policy grid sampled',
    when: watching,
    run: () => stepSampled(1),
  },
  {
    id: 'play-piece',
    title: () => words('actions')('play-piece'),
    group: 'Playback',
    keys: ['shift+enter'],
    words: 'exactly once preview',
    when: watching,
    run: playPiece,
  },
  {
    id: 'play-edge',
    title: () => words('actions')('play-edge'),
    group: 'Playback',
    keys: ['shift+e'],
    words: 'pre-roll post-roll preview',
    when: watching,
    run: playEdge,
  },
  {
    id: 'roll',
    title: () => words('actions')('roll'),
    group: 'Playback',
    keys: ['alt+e'],
    when: watching,
    run: nextRoll,
  },
  {
    id: 'go-to',
    title: () => words('actions')('go-to'),
    group: 'Playback',
    keys: ['mod+g'],
    words: 'time frame tick jump seek',
    when: watching,
    run: () => goingTo.setState({ open: true }),
  },
  {
    id: 'copy-time',
    title: () => words('actions')('copy-time'),
    group: 'Playback',
    keys: ['shift+c'],
    words: 'clipboard position',
    when: watching,
    run: () => copyPosition('time'),
  },
  {
    id: 'copy-frame',
    title: () => words('actions')('copy-frame'),
    group: 'Playback',
    keys: ['alt+c'],
    words: 'clipboard position number',
    when: watching,
    run: () => copyPosition('frame'),
  },
  {
    id: 'copy-tick',
    title: () => words('actions')('copy-tick'),
    group: 'Playback',
    keys: ['alt+shift+c'],
    words: 'clipboard position',
    when: watching,
    run: () => copyPosition('tick'),
  },
  {
    id: 'make-proxy',
    title: () => words('actions')('make-proxy'),
    group: 'Playback',
    keys: ['alt+shift+p'],
    words: 'transcode copy cannot play',
    when: watching,
    run: async () => {
      const { videoId } = useView.getState();
      if (videoId !== null) await makeProxy(videoId);
    },
  },
];
