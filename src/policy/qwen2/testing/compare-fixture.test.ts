import { describe, expect, it } from 'vitest';
import { compareFixture, unnoticedSamples } from './compare-fixture.ts';

const none = () => false;
const hundredth = () => 0.01;

describe('comparing with a fixture', () => {
  const expected = { name: 'a', list: [1, 2.5], nested: { x: [[0.25]] }, given: 7 };
  const computed = { name: 'a', list: Float32Array.of(1, 2.505), nested: { x: [[0.25]] } };
  const isInput = (place: string) => place === 'given';

  it('finds nothing where all is near, and says how near', () => {
    const { wrong, worst } = compareFixture(expected, computed, hundredth, isInput);
    expect(wrong).toEqual([]);
    expect(worst.get('list')).toBeCloseTo(0.005, 6);
  });

  it('finds what is far, missing, too many, not a number or another text', () => {
    const wrong = (other: unknown) => compareFixture(expected, other, hundredth, isInput).wrong;
    expect(wrong({ ...computed, list: [1, 2.52] })).toEqual(['list.1']);
    expect(wrong({ ...computed, list: [1] })).toEqual(['list.1']);
    expect(wrong({ ...computed, list: [1, 2.5, 3] })).toEqual(['list: more than expected']);
    expect(wrong({ ...computed, list: [1, NaN] })).toEqual(['list.1']);
    expect(wrong({ ...computed, nested: undefined })).toEqual(['nested.x.0.0']);
    expect(wrong({ ...computed, name: 'b' })).toEqual(['name']);
    expect(compareFixture(expected, computed, hundredth, none).wrong).toEqual(['given']);
  });

  it('names the numbers that a comparison would not miss, and leaves the file as it was', () => {
    const copy = structuredClone(expected);
    expect(unnoticedSamples(copy, computed, hundredth, isInput)).toEqual({ tried: 3, unnoticed: [] });
    expect(copy).toEqual(expected);
    const blind = (place: string) => (place === 'nested.x.0.0' ? Infinity : 0.01);
    expect(unnoticedSamples(copy, computed, blind, isInput).unnoticed).toEqual(['nested.x.0.0']);
  });
});
