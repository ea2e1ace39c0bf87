import { describe, expect, it } from 'vitest';
import type { Prompt } from '../../tasks/task.ts';
import { seconds } from '../../time/ticks.ts';
import { madeUpVideo, questionsOn, tinyPolicy, TINY } from '../testing/synthetic.ts';
import { Vocabulary, wordsOf } from '../text/vocabulary.ts';
import { isUnheard } from './heard.ts';
import { suggestOrPoint } from './suggest.ts';

const vocabulary = new Vocabulary(['the', 'first', 'time', 'that', 'robot', 'jumps', 'dark', 'when', 'is']);
const heard = (query: string) => !isUnheard({ task: 'TG', query }, vocabulary);

describe('whether a question was heard', () => {
  it('is a matter of the words that say what it is about', () => {
    expect(heard('When is the first time that the robot jumps?')).toBe(true);
    expect(heard('When is the first time that the machine leaps?')).toBe(false);
    expect(heard('The robot is upside down')).toBe(true);
    expect(heard('The robot kicks and somersaults')).toBe(false);
    expect(heard('Le robot saute')).toBe(false);
    expect(heard('机器人')).toBe(false);
    expect(heard('When is the first time?')).toBe(true);
    expect(heard('')).toBe(false);
    expect(isUnheard({ task: 'TG', query: 'When is the first time?' }, new Vocabulary([]))).toBe(true);
  });

  it('looks at what the policy reads of each task', () => {
    const ask = (prompt: Prompt) => isUnheard(prompt, vocabulary);
    expect(ask({ task: 'TAL', label: 'dark', description: 'lights dimmed' })).toBe(true);
    expect(ask({ task: 'TAL', label: 'robot_jumps', description: '' })).toBe(false);
    expect(ask({ task: 'GVQA', question: 'How often is it?', options: ['1', '2'] })).toBe(true);
    expect(ask({ task: 'GVQA', question: 'How often is it dark?', options: ['1', '2'] })).toBe(false);
    expect(ask({ task: 'GVQA', question: 'Which of these?', options: ['Jumps', 'Sings'] })).toBe(false);
    expect(
      ask({ task: 'DTG', sentences: ['First, the robot jumps.', 'Then it sings loudly and bows.'] }),
    ).toBe(true);
    expect(ask({ task: 'VHD', query: 'Dark.', clipLength: seconds(2) })).toBe(false);
  });
});

describe('a policy asked in words it never heard', () => {
  const video = madeUpVideo('v', 3);
  const questions = questionsOn(video);
  const bare = questions.map(({ itemId, videoId, prompt, features }) => ({
    itemId,
    videoId,
    prompt,
    features,
  }));

  it('points at events, and says so; what it has heard it answers as before, bit by bit', async () => {
    const deaf = tinyPolicy(1);
    const pointed = await deaf.suggest(bare);
    expect(pointed.every(({ basis }) => basis === 'events')).toBe(true);
    // Turning red or blue are the events of this video.
    const [first] = pointed;
    expect(
      video.events.some(({ interval }) => {
        const best = first?.intervals[0];
        return best !== null && best !== undefined && Math.abs(best.start - interval.start) < 0.3;
      }),
    ).toBe(true);
    await deaf.dispose();

    const words = [...new Set(questions.flatMap(({ prompt }) => wordsOf(JSON.stringify(prompt))))];
    const policy = tinyPolicy(1, { ...TINY, words });
    const direct = await policy.suggest(bare);
    expect(direct.some(({ basis }) => basis !== undefined)).toBe(false);
    const strange: Prompt = { task: 'TG', query: 'The skater falls over.' };
    const other = { itemId: 'strange', videoId: 'v', features: video.features, prompt: strange };
    const mixed = await policy.suggest([...bare, other]);
    expect(mixed.slice(0, -1)).toEqual(direct);
    expect(mixed.at(-1)?.basis).toBe('events');
    await policy.dispose();
  });

  it('is asked for nothing but what its guess is good for', async () => {
    const asked: string[] = [];
    const hearing = { vocabulary: new Vocabulary([]), extractor: bare[0]?.features.extractor ?? '' };
    const given = await suggestOrPoint(bare, hearing, (own) => {
      asked.push(...own.map(({ prompt }) => prompt.task));
      return Promise.resolve(own.map(() => ({ intervals: [], scores: [], answerIndex: 1, response: '' })));
    });
    expect(new Set(asked)).toEqual(new Set(['TG', 'GVQA']));
    expect(given).toHaveLength(bare.length);
    expect(
      given.filter((_, i) => bare[i]?.prompt.task === 'GVQA').every(({ answerIndex }) => answerIndex === 1),
    ).toBe(true);
  });
});
