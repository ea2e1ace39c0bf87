import { describe, expect, it } from 'vitest';
import { secondsInterval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import type { Prompt, Truth } from '../../tasks/task.ts';
import type { CuratedQuestion } from '../policy.ts';
import { supervisionOf, textsOf } from './supervision.ts';

const features = { extractor: 'none', duration: seconds(60), tensors: new Map() };
let made = 0;
function curated(
  videoId: string,
  labelGroup: string,
  prompt: Prompt,
  truth: Truth,
  paraphrases: string[] = [],
): CuratedQuestion {
  return { itemId: `${made++}`, videoId, features, prompt, truth, paraphrases, labelGroup };
}
const tal = (
  videoId: string,
  group: string,
  label: string,
  description: string,
  ...spans: [number, number][]
) =>
  curated(
    videoId,
    group,
    { task: 'TAL', label, description },
    { task: 'TAL', intervals: spans.map(([a, b]) => secondsInterval(a, b)) },
  );
const tg = (
  videoId: string,
  group: string,
  query: string,
  [a, b]: [number, number],
  paraphrases: string[] = [],
) =>
  curated(
    videoId,
    group,
    { task: 'TG', query },
    { task: 'TG', intervals: [secondsInterval(a, b)] },
    paraphrases,
  );

describe('what texts mean', () => {
  it('is the label whose instance they coincide with', () => {
    const { videos, bank } = supervisionOf([
      tal('a', 'g', 'high_jump', 'jumping high', [1, 2], [5, 6]),
      tal('a', 'g', 'run', 'running', [2, 5]),
      tg('a', 'g', 'the second leap', [5.02, 6], ['leap two']),
      tg('a', 'g', 'something else', [30, 40]),
    ]);
    expect(bank).toEqual(['jumping high', 'running']);
    const [video] = videos;
    expect(video?.truths.map(({ texts, complete }) => ({ texts, complete }))).toEqual([
      { texts: ['jumping high', 'high jump', 'the second leap', 'leap two'], complete: true },
      { texts: ['running', 'run'], complete: true },
      { texts: ['something else'], complete: false },
    ]);
    expect(video?.truths[0]?.intervals).toHaveLength(2);
  });

  it('keeps labels of one name in two groups apart', () => {
    const { videos, bank } = supervisionOf([
      tal('a', 'birds', 'call', 'a bird calls', [1, 2]),
      tg('a', 'birds', 'the chirp', [1, 2]),
      tal('b', 'phones', 'call', 'somebody phones', [3, 4]),
      tg('b', 'phones', 'the ring', [3, 4]),
    ]);
    expect(bank).toEqual(['a bird calls', 'somebody phones']);
    const texts = videos.map(({ truths }) => truths.flatMap((truth) => truth.texts));
    expect(texts[0]).toContain('the chirp');
    expect(texts[0]).not.toContain('the ring');
    expect(texts[1]).not.toContain('the chirp');
  });

  it('goes by majority over the videos, and says nothing where texts are ambiguous', () => {
    const items = ['a', 'b', 'c', 'd'].flatMap((video, i) => [
      tal(video, 'g', 'x', 'ex', [1, 2]),
      tal(video, 'g', 'y', 'why', [3, 4]),
      tg(video, 'g', 'mostly x', i === 3 ? [3, 4] : [1, 2]),
      tg(video, 'g', 'either', i < 2 ? [1, 2] : [3, 4]),
    ]);
    const all = supervisionOf(items).videos.flatMap(({ truths }) => truths);
    const withX = all.filter(({ texts }) => texts.includes('ex'));
    expect(withX).toHaveLength(4);
    for (const { texts } of withX) expect(texts).toContain('mostly x');
    expect(all.some(({ texts }) => texts.includes('either'))).toBe(false);
  });

  it('comes from the queries themselves where a corpus has no labels', () => {
    const vhd = curated(
      'a',
      '',
      { task: 'VHD', query: 'goals', clipLength: seconds(2) },
      { task: 'VHD', intervals: [secondsInterval(1, 2), secondsInterval(8, 9)], saliency: null },
    );
    const dtg = curated(
      'a',
      '',
      { task: 'DTG', sentences: ['it starts', 'never'] },
      { task: 'DTG', intervals: [secondsInterval(0, 1), null] },
    );
    const { videos, bank } = supervisionOf([vhd, dtg]);
    expect(bank).toEqual(['goals', 'it starts']);
    expect(videos[0]?.truths).toMatchObject([
      { texts: ['goals'], complete: true },
      { texts: ['it starts'], complete: false },
    ]);
  });

  it('covers every text that may be asked again', () => {
    const question: Prompt = { task: 'GVQA', question: 'why', options: ['one', 'two'] };
    const texts = textsOf([
      curated('a', '', question, { task: 'GVQA', intervals: [], answerIndex: 0 }, ['how come']),
      tal('a', '', 'big_dog', ''),
    ]);
    expect(texts).toEqual(['why', 'one', 'two', 'how come', '', 'big dog']);
  });
});
