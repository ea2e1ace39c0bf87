import { describe, expect, it } from 'vitest';
import type { NumberedEvent } from './api.ts';
import type { ServiceEvent } from './contract/index.ts';
import { EventLog } from './event-log.ts';

const asset = (videoId: string): ServiceEvent => ({ type: 'asset', videoId, kind: 'peaks', ready: true });

async function take(events: AsyncIterable<NumberedEvent>, count: number): Promise<NumberedEvent[]> {
  const taken: NumberedEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

const names = (events: readonly NumberedEvent[]): string[] =>
  events.map(({ event }) => (event.type === 'asset' ? event.videoId : event.type));

describe('EventLog', () => {
  it('tells a new subscriber to read everything, then what happens from now on', async () => {
    const log = new EventLog();
    log.publish(asset('before'));
    const controller = new AbortController();
    const taking = take(log.subscribe(null, controller.signal), 3);
    await new Promise((resolve) => setImmediate(resolve));
    log.publish(asset('a'));
    log.publish(asset('b'));
    expect(names(await taking)).toEqual(['resync', 'a', 'b']);
  });

  it('lets a returning subscriber go on where it was, missing nothing and seeing nothing twice', async () => {
    const log = new EventLog();
    const { signal } = new AbortController();
    const [start] = await take(log.subscribe(null, signal), 1);
    for (let i = 0; i < 500; i++) log.publish(asset(`v${i}`));
    const first = await take(log.subscribe(start?.id ?? '', signal), 200);
    const second = await take(log.subscribe(first.at(-1)?.id ?? '', signal), 300);
    expect(names([...first, ...second])).toEqual(Array.from({ length: 500 }, (_, i) => `v${i}`));
  });

  it('says resync to one that was away too long, that knew another launch, or that makes ids up', async () => {
    const log = new EventLog();
    const { signal } = new AbortController();
    log.publish(asset('first'));
    const [start] = await take(log.subscribe(null, signal), 1);
    for (let i = 0; i < 10_000; i++) log.publish(asset(`v${i}`));
    const other = new EventLog();
    other.publish(asset('x'));
    const [foreign] = await take(other.subscribe(null, signal), 1);
    for (const id of [start?.id ?? '', foreign?.id ?? '', 'nonsense', '-', `${start?.id ?? ''}999999`, '']) {
      const [event] = await take(log.subscribe(id, signal), 1);
      expect(event?.event.type).toBe('resync');
    }
  });

  it('ends when its signal does, even while nothing happens', async () => {
    const controller = new AbortController();
    const events = new EventLog().subscribe(null, controller.signal);
    await events.next();
    const waiting = events.next();
    controller.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });
});
