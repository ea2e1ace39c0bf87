import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixtureJson, fixturePath } from '../../testing/fixtures.ts';
import { at } from '../indexing.ts';
import { compareFixture, unnoticedSamples } from '../qwen2/testing/compare-fixture.ts';
import { ropeFile, fixtureTolerance } from '../qwen2/testing/expected-files.ts';
import { QwenTokenizer } from '../qwen2/tokenizer.ts';
import { readQwenConfig } from './config.ts';
import {
  defaultRopeRule,
  paddingId,
  ropeIndex,
  type Grid,
  type RopeRule,
  type VisualSpan,
} from './rope-index.ts';

const json = fixtureJson('tiny_qwen2_5_vl/mrope.json');
const given = ropeFile.parse(json);
const folder = fixturePath('tiny_qwen2_5_vl/model');
const config = await readQwenConfig(folder);
const tokenizer = await QwenTokenizer.open(folder);
if (config.vision === undefined) throw new RangeError('The fixture has no vision tower.');
const { videoToken, imageToken } = config.vision;
const { mergeSize, tokensPerSecond } = config.vision.config;
const settings = { videoToken, imageToken, mergeSize, tokensPerSecond };

type Case = (typeof given.cases)[number];

/** All rows of a case, with the ids that the rule gives to padding. */
function batch(fixture: Case, rule: RopeRule) {
  let [videos, images] = [0, 0];
  const rows = fixture.input_ids.map((row, b) => {
    const keep = at(fixture.attention_mask, b);
    const tokens = row.filter((_, i) => keep[i] === 1);
    const spans = tokens.flatMap((token, i): VisualSpan[] => {
      // A span begins after the token that opens it.
      if ((token !== videoToken && token !== imageToken) || tokens[i - 1] === token) return [];
      const isVideo = token === videoToken;
      const [time, height, width] = isVideo
        ? at(fixture.video_grid_thw, videos)
        : at(fixture.image_grid_thw, images);
      const seconds = isVideo ? fixture.second_per_grid_ts?.[videos] : undefined;
      if (isVideo) videos++;
      else images++;
      const grid = { time, height, width };
      return [
        {
          kind: isVideo ? 'video' : 'image',
          grid,
          ...(seconds === undefined ? {} : { secondsPerGrid: seconds }),
        },
      ];
    });
    const { ids, next } = ropeIndex(tokens, spans, { ...settings, rule });
    const padding = Array.from({ length: row.length - tokens.length }, () => paddingId[rule]);
    const axes = [0, 1, 2].map((axis) => [
      ...padding,
      ...ids.subarray(axis * tokens.length, (axis + 1) * tokens.length),
    ]);
    return { axes, delta: next - tokens.length };
  });
  return { position_ids: rows.map((row) => row.axes), rope_deltas: rows.map((row) => [row.delta]) };
}

describe('M-RoPE positions', () => {
  const isInput = (place: string) =>
    /^(meta|note)(\.|$)|^cases\.\d+\.(name|input_ids|attention_mask|image_grid_thw|video_grid_thw|second_per_grid_ts|layout)(\.|$)/.test(
      place,
    );
  const computed = {
    tokens_per_second: tokensPerSecond,
    spatial_merge_size: mergeSize,
    special_token_ids: Object.fromEntries(
      Object.keys(given.special_token_ids).map((token) => [token, tokenizer.tokenId(token)]),
    ),
    cases: given.cases.map((fixture) => ({
      expected_transformers_5_18: batch(fixture, 'transformers-5'),
      expected_classic_4_52: { position_ids: batch(fixture, 'classic').position_ids },
    })),
  };

  it('are those of both versions in all cases', () => {
    expect(given.cases.length).toBeGreaterThan(0);
    expect(compareFixture(json, computed, fixtureTolerance, isInput).wrong).toEqual([]);
  });

  it('would be noticed to be wrong in any of them', () => {
    const { tried, unnoticed } = unnoticedSamples(json, computed, fixtureTolerance, isInput);
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  });

  it('follow the classic rule unless asked otherwise', () => {
    expect(defaultRopeRule).toBe('classic');
    const tokens = [5, ...Array.from({ length: 20 }, () => videoToken), 6];
    const spans = [{ kind: 'video' as const, grid: { time: 5, height: 4, width: 4 }, secondsPerGrid: 1 }];
    const last = (rule?: RopeRule) =>
      ropeIndex(tokens, spans, rule === undefined ? settings : { ...settings, rule }).ids[21];
    expect([last(), last('classic'), last('transformers-5')]).toEqual([10, 10, 3]);
  });

  const grids = fc.record({
    time: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 4 }).map((n) => n * mergeSize),
    width: fc.integer({ min: 1, max: 4 }).map((n) => n * mergeSize),
  });
  const pieces = fc.array(
    fc.oneof(
      fc.integer({ min: 1, max: 5 }).map((n) => ({ text: n })),
      grids.chain((grid: Grid) =>
        fc.record({
          kind: fc.constantFrom<'video' | 'image'>('video', 'image'),
          grid: fc.constant(grid),
          secondsPerGrid: fc.double({ min: 0.1, max: 4, noNaN: true }),
        }),
      ),
    ),
    { maxLength: 5 },
  );

  it('begin at 0, grow by whole steps, and leave text in step on all axes', () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom<RopeRule>('classic', 'transformers-5'), (parts, rule) => {
        const spans: VisualSpan[] = [];
        const tokens = parts.flatMap((part) => {
          if ('text' in part) return Array.from({ length: part.text }, () => 5);
          const grid = part.kind === 'image' ? { ...part.grid, time: 1 } : part.grid;
          spans.push({ ...part, grid });
          const size = (grid.time * grid.height * grid.width) / mergeSize ** 2;
          const token = part.kind === 'video' ? videoToken : imageToken;
          return [6, ...Array.from({ length: size }, () => token), 7];
        });
        const { ids, next } = ropeIndex(tokens, spans, { ...settings, rule });
        const n = tokens.length;
        for (const [i, token] of tokens.entries()) {
          const own = [ids[i], ids[n + i], ids[2 * n + i]];
          expect(own.every((id) => id !== undefined && id >= 0 && id < next)).toBe(true);
          if (token !== videoToken && token !== imageToken) expect(new Set(own).size).toBe(1);
          if (rule === 'classic' && token === 5 && i > 0) {
            expect(own[0]).toBeGreaterThan(Math.max(...ids.subarray(0, i), ...ids.subarray(n, n + i)));
          }
        }
        expect(next).toBe(n === 0 ? 0 : Math.max(...ids) + 1);
      }),
    );
  });

  it('are refused where tokens and grids do not fit', () => {
    const span = { kind: 'video' as const, grid: { time: 1, height: 4, width: 4 } };
    const four = [5, videoToken, videoToken, videoToken, videoToken];
    expect(() => ropeIndex(four, [], settings)).toThrow('there is no more grid');
    expect(() => ropeIndex(four, [{ ...span, kind: 'image' }], settings)).toThrow(
      'the next grid is of kind image',
    );
    expect(() => ropeIndex(four.slice(0, 4), [span], settings)).toThrow('needs 4 tokens');
    expect(() => ropeIndex([5], [span], settings)).toThrow('1 grids were given, but the tokens hold 0');
    const odd = { ...span, grid: { time: 1, height: 3, width: 4 } };
    expect(() => ropeIndex(four, [odd], settings)).toThrow("can't be merged by 2");
  });
});
