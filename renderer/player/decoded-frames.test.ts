import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedFrames, type FrameSource, type Given } from './decoded-frames.ts';

interface Picture {
  readonly of: number;
  open: boolean;
  close(): void;
}

/** A video of numbers that gives a frame whenever the test says so, and counts what that took. */
class Numbers implements FrameSource<Picture> {
  readonly #group: number;
  readonly #frames: number;
  readonly #lost: (frame: number) => boolean;
  #steps: (() => void)[] = [];
  decoded = 0;
  /** Where decoders began. */
  readonly starts: number[] = [];
  readonly pictures: Picture[] = [];
  /** Frames that were handed out and neither kept nor dropped, and decoders that were not ended. */
  loose = 0;
  decoders = 0;
  /** So many frames that are asked for next are failures. */
  fails = 0;

  constructor(frames: number, group: number, lost: (frame: number) => boolean = () => false) {
    this.#frames = frames;
    this.#group = group;
    this.#lost = lost;
  }

  get open(): number {
    return this.pictures.filter(({ open }) => open).length;
  }

  keyOf(frame: number): Promise<number> {
    return Promise.resolve(frame - (frame % this.#group));
  }

  from(key: number): AsyncIterator<Given<Picture>, unknown, undefined> {
    this.starts.push(key);
    this.decoders += 1;
    let at = key;
    let over = false;
    const end = (): void => {
      if (!over) this.decoders -= 1;
      over = true;
    };
    return {
      next: async () => {
        await new Promise<void>((resolve) => this.#steps.push(resolve));
        if (this.fails > 0) {
          this.fails -= 1;
          end();
          throw new Error('The decoder was taken away.');
        }
        while (at < this.#frames && this.#lost(at)) at += 1;
        if (over || at >= this.#frames) {
          end();
          return { done: true, value: undefined };
        }
        this.decoded += 1;
        this.loose += 1;
        return { done: false, value: this.#given(at++) };
      },
      return: () => {
        end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #given(of: number): Given<Picture> {
    return {
      frame: of,
      keep: () => {
        this.loose -= 1;
        const picture: Picture = { of, open: true, close: () => (picture.open = false) };
        this.pictures.push(picture);
        return picture;
      },
      drop: () => {
        this.loose -= 1;
      },
    };
  }

  /** Gives so many frames; fewer when no more are asked for. */
  async give(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await settle();
      const step = this.#steps.shift();
      if (step === undefined) return;
      step();
    }
    await settle();
  }

  async giveAll(): Promise<void> {
    await this.give(Infinity);
  }
}

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** All is over: what is kept is open once, and nothing else is. */
function expectTidy(source: Numbers, frames: DecodedFrames<Picture>): void {
  frames.close();
  expect(source.open).toBe(0);
  expect(source.loose).toBe(0);
  expect(source.decoders).toBe(0);
}

const limits = { capacity: 64, frames: 1200, restMs: 60_000 };

describe('decoded frames', () => {
  it('goes on where the decoder stands, however far the next key frame is: each frame is decoded once', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, limits);
    for (let frame = 0; frame < 700; frame++) {
      await Promise.all([frames.prepare(frame, 1), source.giveAll()]);
      expect(frames.get(frame)?.of).toBe(frame);
      expect(frames.get(frame)?.open).toBe(true);
    }
    // It goes through the key frames at 250 and 500.
    expect(source.starts).toEqual([0]);
    expect(source.decoded).toBeLessThanOrEqual(764);
    expect(source.open).toBeLessThanOrEqual(64);
    expectTidy(source, frames);
  });

  it('shows every picture of steps that come quicker than it decodes, one after the other', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, limits);
    const came: number[] = [];
    for (let frame = 0; frame < 240; frame++) {
      void frames.prepare(frame, 1).then(() => {
        if (frames.get(frame) !== null) came.push(frame);
      });
      // Two steps for one frame.
      if (frame % 2 === 0) await source.give(1);
    }
    await source.giveAll();
    expect(source.starts).toEqual([0]);
    expect(came).toEqual(came.toSorted((a, b) => a - b));
    expect(came.length).toBeGreaterThan(110);
    expect(frames.get(239)?.of).toBe(239);
    expect(source.open).toBeLessThanOrEqual(65);
    expectTidy(source, frames);
  });

  it('jumps forwards without starting over, and begins at a key frame where that is nearer', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, limits);
    for (let frame = 0; frame <= 720; frame += 30) {
      void frames.prepare(frame, 1);
      await source.giveAll();
      expect(frames.get(frame)?.of).toBe(frame);
    }
    expect(source.starts).toEqual([0]);
    void frames.prepare(1100, 1);
    await source.giveAll();
    expect(source.starts).toEqual([0, 1000]);
    expectTidy(source, frames);
  });

  it('jumps back to pictures that it kept when it came by them', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, limits);
    void frames.prepare(1000, 1);
    await source.giveAll();
    let misses = 0;
    for (let frame = 970; frame >= 100; frame -= 30) {
      if (frames.get(frame) === null) misses += 1;
      void frames.prepare(frame, -1);
      await source.giveAll();
      expect(frames.get(frame)?.of).toBe(frame);
      expect(source.open).toBeLessThanOrEqual(64 + 8);
    }
    expect(misses).toBe(1);
    expectTidy(source, frames);
  });

  it('comes to a picture now and then although each wish asks for one elsewhere', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, limits);
    const came: number[] = [];
    // As while somebody drags along the seek bar: a new place for every second frame that is decoded.
    const places = Array.from({ length: 600 }, (_, i) => (i * 397 + 200) % 1200);
    for (const place of places) {
      void frames.prepare(place, 1).then(() => {
        if (frames.get(place)?.open === true) came.push(place);
      });
      await source.give(2);
    }
    expect(came.length).toBeGreaterThan(3);
    await source.giveAll();
    expect(frames.get(places.at(-1) ?? -1)?.of).toBe(places.at(-1));
    expect(source.open).toBeLessThanOrEqual(64 + 9);
    expectTidy(source, frames);
  });

  it('passes over frames that no decoder gives, and says so to who waits', async () => {
    const source = new Numbers(1200, 250, (frame) => frame >= 100 && frame < 130);
    const frames = new DecodedFrames(source, limits);
    const ready = frames.prepare(110, 1);
    await source.giveAll();
    await ready;
    expect(frames.get(110)).toBeNull();
    expect(frames.get(140)?.of).toBe(140);
    const { decoded } = source;
    // They are not tried again and again.
    void frames.prepare(112, 1);
    await source.giveAll();
    expect(source.decoded).toBe(decoded);
    expectTidy(source, frames);
  });

  it('tries another decoder where the one that stood still was taken away', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, limits);
    void frames.prepare(100, 1);
    await source.giveAll();
    source.fails = 1;
    void frames.prepare(180, 1);
    await source.giveAll();
    expect(frames.get(180)?.of).toBe(180);
    expect(source.starts).toEqual([0, 0]);
    // New ones that fail are not asked again and again.
    source.fails = Infinity;
    const ready = frames.prepare(900, 1);
    await source.giveAll();
    await ready;
    expect(frames.get(900)).toBeNull();
    expectTidy(source, frames);
  });

  it('ends a decoder that stands still, so that what it has ready takes no memory for long', async () => {
    const source = new Numbers(1200, 250);
    const frames = new DecodedFrames(source, { ...limits, restMs: 0 });
    void frames.prepare(100, 1);
    await source.giveAll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(source.decoders).toBe(0);
    expectTidy(source, frames);
    // Backwards nobody needs it to go on at all.
    const back = new DecodedFrames(source, limits);
    void back.prepare(100, -1);
    await source.giveAll();
    expect(source.decoders).toBe(0);
    expectTidy(source, back);
  });

  it('never gives a wrong picture, and none that was let go of, wherever somebody goes', async () => {
    const walks = fc.array(
      fc.record({
        by: fc.oneof(
          fc.constantFrom(-300, -30, -30, -1, 1, 1, 30, 30, 300),
          fc.integer({ min: -900, max: 900 }),
        ),
        given: fc.integer({ min: 0, max: 80 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(walks, fc.constantFrom(1, 15, 250), async (walk, group) => {
        const source = new Numbers(1200, group, (frame) => frame % 97 === 5);
        const frames = new DecodedFrames(source, { ...limits, capacity: 24 });
        let at = 600;
        for (const { by, given } of walk) {
          at = Math.max(0, Math.min(1199, at + by));
          void frames.prepare(at, by < 0 ? -1 : 1);
          await source.give(given);
          for (let frame = 0; frame < 1200; frame++) {
            const picture = frames.get(frame);
            if (picture === null) continue;
            expect(picture.of).toBe(frame);
            expect(picture.open).toBe(true);
          }
          expect(source.open).toBeLessThanOrEqual(24 + 6 + 24 + 2);
        }
        await source.giveAll();
        expect(frames.get(at)?.of ?? -1).toBe(at % 97 === 5 ? -1 : at);
        expectTidy(source, frames);
      }),
      { numRuns: 60 },
    );
  });
});
