import type { Walked } from '../../renderer/suggestions/walk.ts';
import type { ItemRow, ResponseRow, SuggestionRow } from '../../src/service/contract/index.ts';
import type { Alternative, Prediction, Prompt } from '../../src/tasks/task.ts';
import type { Interval } from '../../src/time/interval.ts';
import { seconds } from '../../src/time/ticks.ts';

/** An item and what was predicted for it, as the application's own logic reads them; ticks are seconds here. */
export interface Desk extends Walked {
  readonly item: ItemRow;
  /** What the policy thought of and left out. */
  readonly alternatives: readonly Alternative[];
}

/** What suggestions say of themselves and the annotator does not look at. */
const AS_ANSWERED = { itemId: 'item', policyId: '', calibrated: true, basis: null, at: '' } as const;

const NONE: Prediction = { intervals: [], scores: [], response: '' };

/** An open item without truth, with the suggestions and the answer of a prediction. DTG's `none` has neither edge. */
export function deskOf(prompt: Prompt, prediction: Prediction | undefined): Desk {
  const { intervals, scores, alternatives = [], answerIndex = null, answerScore = null } = prediction ?? NONE;
  const suggestions = intervals.map((each, slot): SuggestionRow => ({
    ...AS_ANSWERED,
    id: slot,
    responseId: 0,
    slot,
    start: each?.start ?? null,
    end: each?.end ?? null,
    score: scores[slot] ?? 0,
    answerIndex: null,
    saliency: null,
    status: 'pending',
    asked: false,
  }));
  const answers = prompt.task === 'GVQA' && answerIndex !== null;
  const response: ResponseRow = {
    ...AS_ANSWERED,
    id: 0,
    answerIndex,
    answerScore,
    saliency: null,
    text: '',
    answerStatus: answers ? 'pending' : null,
    spare: alternatives.map(({ slot }) => slot),
  };
  const item = blank(prompt);
  return { item, items: [item], suggestions, responses: [response], alternatives };
}

function blank(prompt: Prompt): ItemRow {
  const copied =
    prompt.task === 'DTG'
      ? { ...prompt, sentences: [...prompt.sentences] }
      : prompt.task === 'GVQA'
        ? { ...prompt, options: [...prompt.options] }
        : { ...prompt };
  return {
    id: AS_ANSWERED.itemId,
    task: prompt.task,
    prompt: copied,
    paraphrases: [],
    state: 'open',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals: [],
    intervalTotal: 0,
    noneSlots: [],
    laneId: '',
    worth: null,
  };
}

export function spanOf({ start, end }: SuggestionRow): Interval | null {
  return start === null || end === null ? null : { start: seconds(start), end: seconds(end) };
}
