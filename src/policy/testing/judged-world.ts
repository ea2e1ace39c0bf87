import type { EvaluationItem } from '../../metrics/evaluation.ts';
import type { Prediction } from '../../tasks/task.ts';
import { Random } from '../../tensor/random.ts';
import { secondsInterval as span } from '../../time/interval.ts';
import { seconds } from '../../time/ticks.ts';
import { fitCalibration, type Calibration } from '../calibration/calibration.ts';

export interface World {
  readonly items: EvaluationItem[];
  readonly predictions: Map<string, Prediction>;
}

/** Items of all five tasks on videos, answered by a policy that is right less often than it says. */
export function world(seed: number, videos: number, perVideo = 12): World {
  const random = Random.seeded(seed, 'world');
  const items: EvaluationItem[] = [];
  const predictions = new Map<string, Prediction>();
  // A score is the square root of the truth: too sure throughout.
  const draw = () => {
    const p = random.uniform();
    return { score: Math.sqrt(p), right: random.uniform() < p };
  };
  const place = (right: boolean, at = 0) => (right ? span(at, at + 10) : span(at + 9, at + 18));
  for (let v = 0; v < videos; v++)
    for (let i = 0; i < perVideo; i++) {
      const itemId = `v${v}-${i}`;
      const common = { itemId, videoId: `v${v}`, source: 's', duration: 120 };
      const [one, two, answer] = [draw(), draw(), draw()];
      const intervals = [place(one.right), place(two.right, 40)];
      const found = { intervals, scores: [one.score, two.score], response: '' };
      const truth = [span(0, 10), span(40, 50)];
      const kind = i % 5;
      if (kind === 0)
        items.push({
          ...common,
          prompt: { task: 'TG', query: 'q' },
          truth: { task: 'TG', intervals: [span(0, 10)] },
        });
      else if (kind === 1)
        items.push({
          ...common,
          prompt: { task: 'DTG', sentences: ['a', 'b'] },
          truth: { task: 'DTG', intervals: truth },
        });
      else if (kind === 2)
        items.push({
          ...common,
          prompt: { task: 'VHD', query: 'q', clipLength: seconds(2) },
          truth: { task: 'VHD', intervals: truth, saliency: null },
        });
      else if (kind === 3)
        items.push({
          ...common,
          prompt: { task: 'GVQA', question: 'q', options: ['a', 'b'] },
          truth: { task: 'GVQA', intervals: truth, answerIndex: 0 },
        });
      else
        items.push({
          ...common,
          prompt: { task: 'TAL', label: `l${i % 2}`, description: 'd' },
          truth: { task: 'TAL', intervals: truth },
        });
      const extra = kind === 3 ? { answerIndex: answer.right ? 0 : 1, answerScore: answer.score } : {};
      predictions.set(itemId, { ...found, ...extra });
    }
  return { items, predictions };
}

/** @throws Error when there are too few items. */
export function mustFit({ items, predictions }: World): Calibration {
  const fitted = fitCalibration(items, predictions).calibration;
  if (fitted === null) throw new Error('not calibrated');
  return fitted;
}
