import { createStore } from 'zustand/vanilla';
import type { CommandDone, VideoDetail } from '../../src/service/contract/index.ts';
import type { Told } from '../../src/tasks/said/said.ts';
import { frameTable, type FrameTable } from '../../src/time/frame-table.ts';
import { ticks, timebase } from '../../src/time/ticks.ts';
import { client, getAsset, queryClient, sentenceOf, trpc } from '../client.ts';
import { Clock } from '../player/clock.ts';
import type { Engine } from '../player/engine.ts';
import { useView } from './view-store.ts';
import { words } from '../words/words.ts';

/** What actions work with besides the view: the playhead, the player, the corpus. One page shows one project. */

export const clock = new Clock();

let engine: Engine | null = null;
export function currentEngine(): Engine | null {
  return engine;
}
export function setEngine(next: Engine | null): void {
  engine = next;
}

/** Frame that the player shows instead of the playhead's, while an edge is dragged. */
export const peeking = createStore<{ frame: number | null }>(() => ({ frame: null }));

/** Shows a frame without moving the playhead; null goes back. */
export function peekAt(frame: number | null): void {
  peeking.setState({ frame });
  engine?.peek(frame);
}

export type Severity = 'info' | 'error';
export interface Note extends Told {
  readonly severity: Severity;
  readonly at: number;
}
/** The last thing that a person should know, and when the corpus last confirmed a change. */
export const notes = createStore<{ note: Note | null; savedAt: number | null }>(() => ({
  note: null,
  savedAt: null,
}));

/** Tells the person: a text, or a sentence of the service, which is shown in the language that is spoken at any time. */
export function notify(what: string | Told, severity: Severity = 'info'): void {
  const { sentence, said } = typeof what === 'string' ? { sentence: what, said: null } : what;
  notes.setState({ note: { sentence, said, severity, at: Date.now() } });
}

export function currentDetail(): VideoDetail | null {
  const { videoId } = useView.getState();
  if (videoId === null) return null;
  return queryClient.getQueryData(trpc.videos.detail.queryKey({ videoId })) ?? null;
}

export function tableKey(url: string): readonly unknown[] {
  return ['frames', url];
}

/** The frame table of a video by plain GET: too many numbers for JSON. @throws Error with a sentence when it cannot be read. */
export async function loadTable(detail: VideoDetail): Promise<FrameTable> {
  const got = await getAsset(detail.urls.frames, (response) => response.arrayBuffer());
  if (got.state !== 'ready' || got.value.byteLength < 16)
    throw new Error(words('app')('tableUnreadable', { title: detail.title }));
  const values = new Float64Array(got.value);
  const end = values.at(-1) ?? 0;
  return frameTable(timebase(detail.timebase.num, detail.timebase.den), values.subarray(0, -1), ticks(end));
}

export function currentTable(): FrameTable | null {
  const detail = currentDetail();
  return detail === null
    ? null
    : (queryClient.getQueryData<FrameTable>(tableKey(detail.urls.frames)) ?? null);
}

export interface CommandRequest {
  readonly name: string;
  readonly params: Record<string, unknown>;
}

export interface CommandOptions {
  /** Consecutive commands with the same key become one undo entry. */
  readonly coalesceKey?: string;
  /** What the video will look like, shown until the service answers. */
  readonly optimistic?: (detail: VideoDetail) => VideoDetail;
}

/** Who shows changes ahead of the service's answer besides the detail of a video: the timeline. */
export interface Ahead {
  /** @returns what is to be called when the service has answered */
  readonly predict: (commands: readonly CommandRequest[]) => () => void;
  /** What was shown did not happen. */
  readonly reread: () => Promise<void>;
}
let ahead: Ahead | null = null;
export function showAhead(next: Ahead): void {
  ahead = next;
}

/** Sends what a person changed as one undo entry. Tells the person when it is refused; null then. */
export async function perform(
  commands: readonly CommandRequest[],
  options: CommandOptions = {},
): Promise<CommandDone | null> {
  const { videoId } = useView.getState();
  if (commands.length === 0) return null;
  if (options.optimistic !== undefined && videoId !== null) {
    const { optimistic } = options;
    queryClient.setQueryData(trpc.videos.detail.queryKey({ videoId }), (old) =>
      old === undefined ? old : optimistic(old),
    );
  }
  const answered = ahead?.predict(commands);
  const key = options.coalesceKey === undefined ? {} : { coalesceKey: options.coalesceKey };
  const [only] = commands;
  const done = await settle(
    commands.length === 1 && only !== undefined
      ? client.commands.run.mutate({ name: only.name, params: only.params, ...key })
      : client.commands.runAll.mutate({
          commands: commands.map(({ name, params }) => ({ name, params })),
          ...key,
        }),
  );
  answered?.();
  return done;
}

export function undo(): Promise<CommandDone | null> {
  return settle(client.commands.undo.mutate());
}

export function redo(): Promise<CommandDone | null> {
  return settle(client.commands.redo.mutate());
}

/** For a walk through the history, which is told like an undo. */
export function settleWalk(answer: Promise<CommandDone>): Promise<CommandDone | null> {
  return settle(answer);
}

async function settle(answer: Promise<CommandDone>): Promise<CommandDone | null> {
  try {
    const done = await answer;
    queryClient.setQueryData(trpc.commands.state.queryKey(), done.state);
    notes.setState({ savedAt: Date.now() });
    notify(done);
    return done;
  } catch (error) {
    notify(sentenceOf(error), 'error');
    // What was shown ahead of the answer did not happen.
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.videos.detail.pathKey() }),
      ahead?.reread(),
    ]);
    return null;
  }
}

/** Runs a call that has no undo entry and tells the person when it fails. */
export async function attempt<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    notify(sentenceOf(error), 'error');
    return null;
  }
}
