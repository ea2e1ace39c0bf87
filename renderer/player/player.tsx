import Box from '@mui/material/Box';
import { useEffect, useRef, type JSX, type RefObject } from 'react';
import { useStore } from 'zustand';
import type { VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { frameAt } from '../../src/time/frame-table.ts';
import { ticks } from '../../src/time/ticks.ts';
import { playSpan } from '../app/actions-playback.ts';
import { onSeek } from '../app/edits.ts';
import { attempt, clock, currentEngine, peeking, setEngine } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { client } from '../client.ts';
import { useWords } from '../words/words.ts';
import { Coverage } from './coverage.ts';
import { Engine } from './engine.ts';
import { PlayerControls } from './player-controls.tsx';
import { grouped, timecode } from './timecode.ts';
import { FileMissing, NeedsProxy } from './trouble.tsx';
import { usePlayedFile, type Playing } from './use-played-file.ts';

interface Props {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}

/** The video, its exact frames, and what to do when the browser can't show it. */
export function Player({ detail, table }: Props): JSX.Element {
  const t = useWords('player');
  const playing = usePlayedFile(detail);
  usePlayhead(detail.id, table);
  const { video, canvas } = useEngine(detail.id, table, playing);
  useLoop(detail);
  useSound();
  const { file, proxy, broken, slow } = playing;
  const missing = detail.state === 'missing';
  return (
    <Box
      component="section"
      aria-label={t('player')}
      sx={{ height: 1, display: 'flex', flexDirection: 'column', minHeight: 0 }}
    >
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          position: 'relative',
          bgcolor: '#000',
          '& > video, & > canvas': {
            position: 'absolute',
            inset: 0,
            width: 1,
            height: 1,
            objectFit: 'contain',
          },
        }}
      >
        <video
          ref={video}
          muted
          playsInline
          preload="auto"
          tabIndex={-1}
          aria-label={detail.title}
          data-testid="video"
        />
        <canvas ref={canvas} aria-hidden="true" data-testid="exact-frame" style={{ visibility: 'hidden' }} />
        <Peek table={table} />
        {missing && <FileMissing detail={detail} />}
        {!missing && (broken || (file === null && proxy !== null)) && (
          <NeedsProxy detail={detail} proxy={proxy} broken={broken} />
        )}
      </Box>
      <PlayerControls detail={detail} table={table} proxy={file?.proxy === true} slow={slow} />
    </Box>
  );
}

/** Puts the playhead where the video was left; before the engine, which shows what the playhead says. */
function usePlayhead(videoId: string, table: FrameTable): void {
  useEffect(() => {
    const remembered = useView.getState().videos[videoId]?.tick ?? table.pts[0] ?? 0;
    const frame = frameAt(table, ticks(Math.round(remembered)));
    clock.set({ tick: table.pts[frame] ?? 0, frame, playing: false, rate: 1 });
  }, [videoId, table]);
}

/** The engine for as long as the same file is played. */
function useEngine(
  videoId: string,
  table: FrameTable,
  { file, onTrouble, onGroups }: Playing,
): { video: RefObject<HTMLVideoElement | null>; canvas: RefObject<HTMLCanvasElement | null> } {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (video.current === null || canvas.current === null) return undefined;
    const coverage = new Coverage(
      (kind, ranges) => void attempt(client.coverage.add.mutate({ videoId, kind, ranges })),
    );
    const engine = new Engine({
      video: video.current,
      canvas: canvas.current,
      file,
      table,
      clock,
      events: {
        trouble: onTrouble,
        groups: onGroups,
        seen: (kind, start, end) => coverage.add(kind, start, end),
      },
    });
    const view = useView.getState();
    engine.setSound(view.muted, view.volume);
    engine.setLoop(view.loop ? playSpan() : null);
    setEngine(engine);
    onSeek((tick) => engine.showTick(tick));
    const timer = setInterval(() => {
      engine.flushWatched();
      coverage.flush();
    }, 5_000);
    let played = false;
    const stopClock = clock.watch(({ playing }) => {
      if (played && !playing) coverage.flush();
      played = playing;
    });
    return () => {
      clearInterval(timer);
      stopClock();
      engine.close();
      coverage.flush();
      setEngine(null);
      onSeek(null);
    };
  }, [file, table, videoId, onTrouble, onGroups]);
  return { video, canvas };
}

/** Keeps sound as the view has it. */
function useSound(): void {
  const muted = useView((view) => view.muted);
  const volume = useView((view) => view.volume);
  useEffect(() => currentEngine()?.setSound(muted, volume), [muted, volume]);
}

/** Says that the picture is an edge's and not the playhead's. */
function Peek({ table }: { readonly table: FrameTable }): JSX.Element | null {
  const t = useWords('player');
  const frame = useStore(peeking, (state) => state.frame);
  if (frame === null) return null;
  const seconds = ((table.pts[frame] ?? 0) * table.timebase.num) / table.timebase.den;
  return (
    <Box
      data-testid="peek"
      sx={{
        position: 'absolute',
        top: 8,
        left: 8,
        px: 2,
        py: 0.5,
        borderRadius: 0.5,
        bgcolor: '#000b',
        color: '#fff',
        fontSize: 12,
      }}
    >
      {t('edgePeek', { time: timecode(seconds), frame: grouped(frame) })}
    </Box>
  );
}

/** Keeps the engine's loop on what is selected. */
function useLoop(detail: VideoDetail): void {
  useEffect(() => {
    let seen = '';
    const apply = (): void => {
      const view = useView.getState();
      const now = JSON.stringify([
        view.loop,
        view.intervalId,
        view.suggestionId,
        view.markIn,
        view.markOut,
        view.arrival,
      ]);
      if (now === seen) return;
      seen = now;
      // What a walk through suggestions has come to is played until something else is selected.
      const arrived = view.arrival?.suggestionId === view.suggestionId ? view.arrival : null;
      currentEngine()?.setLoop(arrived ?? (view.loop ? playSpan(detail) : null));
    };
    apply();
    return useView.subscribe(apply);
  }, [detail]);
}
