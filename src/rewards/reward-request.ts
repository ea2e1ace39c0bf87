import { z } from 'zod';
import type { Prompt, Truth } from '../tasks/task.ts';
import { DEFAULT_CLIP_LENGTH } from '../tasks/highlights.ts';
import { OPTION_LETTERS } from '../tasks/grounded-qa.ts';
import { interval, type Interval } from '../time/interval.ts';
import { seconds } from '../time/ticks.ts';
import { scoreResponse, type RewardCase } from './reward.ts';
import { DEFAULT_REWARD_SETTINGS, type RewardSettings } from './settings.ts';

const intervalSchema = z
  .tuple([z.number(), z.number()])
  .refine(([start, end]) => start < end, 'an interval must start before it ends')
  .transform(([start, end]): Interval => interval(seconds(start), seconds(end)));

const intervals = z.array(intervalSchema);
const common = { response: z.string(), duration: z.number().positive() };

/** The JSON line of `tempr1 reward` (answers.md). What a task does not need may be left out; unknown keys are ignored. */
export const rewardRequest = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('TG'),
    ...common,
    truth: z.object({ intervals: z.tuple([intervalSchema]) }),
  }),
  z.object({
    task: z.literal('DTG'),
    ...common,
    truth: z.object({ intervals: z.array(intervalSchema.nullable()).min(1) }),
  }),
  z.object({ task: z.literal('VHD'), ...common, truth: z.object({ intervals }) }),
  z.object({
    task: z.literal('GVQA'),
    ...common,
    truth: z
      .object({
        intervals,
        answer_index: z.int().min(0),
        options: z.array(z.string()).optional(),
      })
      .refine(
        ({ answer_index: index, options }) => index < (options?.length ?? OPTION_LETTERS.length),
        'answer_index is not among the options',
      ),
  }),
  z.object({ task: z.literal('TAL'), ...common, truth: z.object({ intervals }) }),
]);

/** One valid request. */
export type RewardRequest = z.infer<typeof rewardRequest>;

/** The prompt's texts do not enter the reward, so a request need not carry them; only how many sentences were asked does. */
function promptAndTruth(request: RewardRequest): { prompt: Prompt; truth: Truth } {
  if (request.task === 'TG') {
    const { intervals } = request.truth;
    return { prompt: { task: 'TG', query: '' }, truth: { task: 'TG', intervals } };
  }
  if (request.task === 'DTG') {
    const { intervals } = request.truth;
    return {
      prompt: { task: 'DTG', sentences: intervals.map(() => '') },
      truth: { task: 'DTG', intervals },
    };
  }
  if (request.task === 'GVQA') {
    const { intervals, options, answer_index: answerIndex } = request.truth;
    return {
      prompt: { task: 'GVQA', question: '', options: options ?? Array.from(OPTION_LETTERS) },
      truth: { task: 'GVQA', intervals, answerIndex },
    };
  }
  const { intervals } = request.truth;
  return request.task === 'TAL'
    ? { prompt: { task: 'TAL', label: '', description: '' }, truth: { task: 'TAL', intervals } }
    : {
        prompt: { task: 'VHD', query: '', clipLength: seconds(DEFAULT_CLIP_LENGTH) },
        truth: { task: 'VHD', intervals, saliency: null },
      };
}

function parseRequest(line: string): { ok: true; request: RewardRequest } | { ok: false; error: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { ok: false, error: 'The line is not JSON.' };
  }
  const checked = rewardRequest.safeParse(json);
  if (checked.success) return { ok: true, request: checked.data };
  const [first] = checked.error.issues;
  const where = first?.path.map(String).join('.') ?? '';
  return { ok: false, error: `${where === '' ? 'The line' : where}: ${first?.message ?? 'not a request'}` };
}

/**
 * Answers one line of `tempr1 reward`: `{"format", "localization", "answer", "total", "terms"}` as JSON without a line
 * break, or `{"error"}` when the line is not a valid request. Any response string gets numbers; that of a parse failure
 * says why under `terms.reason`. Never throws.
 */
export function scoreRequestLine(line: string, settings: RewardSettings = DEFAULT_REWARD_SETTINGS): string {
  const parsed = parseRequest(line);
  if (!parsed.ok) return JSON.stringify({ error: parsed.error });
  const { duration, response, task } = parsed.request;
  if (settings.variant !== 'tempr1' && task !== 'TG')
    return JSON.stringify({ error: `task: the variant ${settings.variant} only scores TG, not ${task}` });
  const rewardCase: RewardCase = { ...promptAndTruth(parsed.request), duration };
  const { format, localization, answer, total, terms, reason } = scoreResponse(
    rewardCase,
    response,
    settings,
  );
  return JSON.stringify({
    format,
    localization,
    answer,
    total,
    terms: reason === undefined ? terms : { reason },
  });
}
