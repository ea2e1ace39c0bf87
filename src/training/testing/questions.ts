import type { CuratedQuestion, VideoFeatures } from '../../policy/policy.ts';
import { Random } from '../../tensor/random.ts';
import { secondsInterval, type Interval } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import type { TrainingQuestions } from '../training-questions.ts';

/** Length of every made-up video; one of the tabular policy's parts is 4 s. */
const DURATION = 32;

/** Made-up curated items of all five tasks on `videos` videos; where an event lies follows from its text alone. */
export function makeQuestions(videos: number, seed = 1): CuratedQuestion[] {
  return Array.from({ length: videos }, (_, v) => questionsOf(v, seed)).flat();
}

/** Six videos to learn from, two held out, one test video. */
export function trainingQuestions(): TrainingQuestions {
  const all = makeQuestions(9);
  const from = (first: number, last: number) =>
    all.filter(({ videoId }) => Number(videoId.slice(1)) >= first && Number(videoId.slice(1)) < last);
  return { train: from(0, 6), decided: [], shown: [], heldOut: from(6, 8), test: from(8, 9) };
}

function questionsOf(video: number, seed: number): CuratedQuestion[] {
  const videoId = `v${video}`;
  const features: VideoFeatures = { extractor: 'none-1', duration: seconds(DURATION), tensors: new Map() };
  const common = { videoId, features, paraphrases: [], labelGroup: 'made-up' };
  const word = (n: number) => `event ${n}`;
  const [a, b, c] = [video % 3, 3 + (video % 2), 5];
  const at = (n: number): Interval => placeOf(word(n), seed);
  return [
    {
      ...common,
      itemId: `${videoId}-tg`,
      prompt: { task: 'TG', query: word(a) },
      truth: { task: 'TG', intervals: [at(a)] },
    },
    {
      ...common,
      itemId: `${videoId}-dtg`,
      prompt: { task: 'DTG', sentences: [word(b), word(c)] },
      truth: { task: 'DTG', intervals: [at(b), null] },
    },
    {
      ...common,
      itemId: `${videoId}-tal`,
      prompt: { task: 'TAL', label: 'all', description: '' },
      truth: { task: 'TAL', intervals: [at(0), at(1)].toSorted((x, y) => x.start - y.start) },
    },
    {
      ...common,
      itemId: `${videoId}-vhd`,
      prompt: { task: 'VHD', query: 'best of it', clipLength: seconds(2) },
      truth: { task: 'VHD', intervals: [at(4)], saliency: null },
    },
    {
      ...common,
      itemId: `${videoId}-gvqa`,
      prompt: { task: 'GVQA', question: 'which one?', options: ['this', 'that', 'none'] },
      truth: { task: 'GVQA', intervals: [at(2)], answerIndex: 1 },
    },
  ];
}

function placeOf(text: string, seed: number): Interval {
  const part = Random.seeded(seed, text).below(8);
  return secondsInterval(part * 4 + 0.5, part * 4 + 3.75);
}
