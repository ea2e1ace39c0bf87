import { describe, expect, it } from 'vitest';
import { changedKeys, fromMemory, toMemory } from './view-memory.ts';
import { FIRST_VIEW, type ViewState } from './view-store.ts';

const somewhere: ViewState = {
  ...FIRST_VIEW,
  videoId: 'v1',
  itemId: 'i7',
  speed: 0.25,
  muted: true,
  panels: { work: { queue: 20, player: 50, inspector: 30 } },
  videos: { v1: { tick: 4096, view: { start: 10, perPixel: 2.5 }, itemId: 'i7' } },
};

describe('what a project remembers of the view', () => {
  it('comes back as it was: video, item, zoom, panels', () => {
    const back = fromMemory(toMemory(somewhere));
    expect(back).toMatchObject({
      videoId: 'v1',
      itemId: 'i7',
      speed: 0.25,
      muted: true,
      panels: somewhere.panels,
      videos: somewhere.videos,
    });
    expect(back.timeline).toEqual({ start: 10, perPixel: 2.5 });
  });

  it('holds nothing that only matters now', () => {
    const memory = toMemory({ ...somewhere, dialog: 'palette', markIn: 5, intervalId: 3 });
    expect(Object.keys(memory)).not.toContain('dialog');
    expect(fromMemory(memory)).toMatchObject({ dialog: null, markIn: null, intervalId: null });
  });

  it('survives keys that another version wrote', () => {
    const memory = { ...toMemory(somewhere), speed: 'fast', place: 'moon', later: { a: 1 } };
    expect(fromMemory(memory)).toMatchObject({ speed: 1, place: 'label', videoId: 'v1' });
  });

  it('is sent only where it changed', () => {
    const before = toMemory(somewhere);
    expect(changedKeys(before, toMemory({ ...somewhere, speed: 2 }))).toEqual({ speed: 2 });
    expect(changedKeys(before, toMemory(somewhere))).toEqual({});
  });

  it('forgets the oldest videos, not the newest', () => {
    const videos = Object.fromEntries(
      Array.from({ length: 400 }, (_none, i) => [`video-${i}`, { tick: i, view: null, itemId: null }]),
    );
    const kept = fromMemory(toMemory({ ...somewhere, videos })).videos;
    expect(kept['video-399']).toBeDefined();
    expect(kept['video-0']).toBeUndefined();
    expect(JSON.stringify(kept).length).toBeLessThan(60_000);
  });
});
