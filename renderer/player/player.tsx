import Box from '@mui/material/Box';
import { useEffect, useRef, useState, type JSX } from 'react';
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
import { Coverage } from './coverage.ts';
import { Engine } from './engine.ts';
import { grouped, timecode } from './timecode.ts';
import { PlayerControls } from './player-controls.tsx';
import { Trouble } from './trouble.tsx';

/** The video, its exact frames, and what to do when the browser can't show it. */
export function Player({
  detail,
  table,
}: {
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const media = detail.urls.media;
  const videoId = detail.id;

  useEffect(() => {
    if (video.current === null || canvas.current === null) return undefined;
    const view = useView.getState();
    const remembered = view.videos[videoId]?.tick ?? table.pts[0] ?? 0;
    clock.set({ tick: remembered, frame: frameAt(table, ticks(remembered)), playing: false, rate: 1 });
    const coverage = new Coverage((ranges) => void attempt(client.coverage.add.mutate({ videoId, ranges })));
    const engine = new Engine(video.current, canvas.current, media, table, clock, {
      trouble: setTrouble,
      watched: (start, end) => coverage.add(start, end),
    });
    engine.setMuted(view.muted);
    setEngine(engine);
    onSeek((tick) => engine.showTick(tick));
    const timer = setInterval(() => {
      engine.flushWatched();
      coverage.flush();
    }, 5_000);
    return () => {
      clearInterval(timer);
      engine.close();
      coverage.flush();
      setEngine(null);
      onSeek(null);
      setTrouble(null);
    };
  }, [media, table, videoId]);

  useLoop(detail);
  const missing = detail.state === 'missing';
  const sentence = missing
    ? (detail.warnings[0] ?? null)
    : (trouble ?? (detail.playable ? null : (detail.warnings[0] ?? null)));
  return (
    <Box
      component="section"
      aria-label="Player"
      sx={{ height: 1, display: 'flex', flexDirection: 'column', minHeight: 0 }}
    >
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          position: 'relative',
          bgcolor: '#000',
          '& video, & canvas': { position: 'absolute', inset: 0, width: 1, height: 1, objectFit: 'contain' },
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
        {sentence !== null && <Trouble sentence={sentence} detail={detail} />}
      </Box>
      <PlayerControls detail={detail} table={table} />
    </Box>
  );
}

/** Says that the picture is an edge's and not the playhead's. */
function Peek({ table }: { readonly table: FrameTable }): JSX.Element | null {
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
      {`Edge: ${timecode(seconds)}, frame ${grouped(frame)}`}
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
      // What a walk has come to is played until something else is selected.
      const arrived = view.arrival?.suggestionId === view.suggestionId ? view.arrival : null;
      currentEngine()?.setLoop(arrived ?? (view.loop ? playSpan(detail) : null));
    };
    apply();
    return useView.subscribe(apply);
  }, [detail]);
}
