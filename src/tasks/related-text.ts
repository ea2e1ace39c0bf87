/**
 * How the released code of related work reads times out of a response. Written so that reading is linear in the length of the
 * text, whatever the text: the official patterns (regular expressions of Python) are not. Digits are those of ASCII.
 */

/** Start and end in seconds as read, in whatever order they stand. */
export type ReadSpan = readonly [start: number, end: number];

/** White space as Python knows it, inside a character class. */
const SPACE = String.raw`\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
/** `\d+\.?\d*`, without a second way to match the same digits. */
const NUMBER = String.raw`(?<!\d)(\d+(?:\.\d*)?)`;

const TO_OR_AND = new RegExp(`${NUMBER} (?:to|and) (\\d+(?:\\.\\d*)?)`, 'g');
const TO_OR_AND_ANY_CASE = new RegExp(TO_OR_AND.source, 'gi');
const DASH = new RegExp(`${NUMBER}[${SPACE}]*-[${SPACE}]*(\\d+(?:\\.\\d*)?)`, 'g');
const TO = new RegExp(`${NUMBER}[${SPACE}]+to[${SPACE}]+(\\d+(?:\\.\\d*)?)`, 'g');
const CLOCK = /\b(?:\d{1,2}:\d{2}:\d{2}(?:\.\d+)?|\d{1,2}:\d{2}(?:\.\d+)?)\b/g;
const LONE_NUMBER = /\b(?:\d+\.\d+|\d+)\b/g;
const THOUGHT_TO_ANSWER = new RegExp(`</think>[${SPACE}]*<answer>`, 'g');
const EDGE_SPACE = new RegExp(`^[${SPACE}]+|(?<![${SPACE}])[${SPACE}]+$`, 'g');

const THINK = '<think>';
const ANSWER = '<answer>';
const ANSWER_END = '</answer>';

function pairs(text: string, pattern: RegExp): ReadSpan[] {
  return Array.from(text.matchAll(pattern), ([, start, end]) => [Number(start), Number(end)] as const);
}

/** Two by two; a last one without a partner is left out. */
function twoByTwo(times: readonly number[]): ReadSpan[] {
  return Array.from({ length: Math.floor(times.length / 2) }, (_, i) => [
    times[2 * i] ?? NaN,
    times[2 * i + 1] ?? NaN,
  ]);
}

function clockSeconds(text: string): number {
  return text.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

/** Where the answer's text begins in a response that starts with `<think>...</think> <answer>`; -1 elsewhere. */
function answerStart(text: string): number {
  if (!text.startsWith(THINK)) return -1;
  THOUGHT_TO_ANSWER.lastIndex = THINK.length;
  return THOUGHT_TO_ANSWER.test(text) ? THOUGHT_TO_ANSWER.lastIndex : -1;
}

/** True when the whole text is `<think>...</think> <answer>...</answer>`. */
export function isThoughtAndAnswer(text: string): boolean {
  const start = answerStart(text);
  return start >= 0 && text.endsWith(ANSWER_END) && text.length - ANSWER_END.length >= start;
}

/** Without white space at either end, as Python's `strip`. */
export function stripped(text: string): string {
  return text.replace(EDGE_SPACE, '');
}

/**
 * Time-R1's reward (`grpo_video.py`, parse_timestamp_output): in the last `<answer>` block, the last `a to b` or `a and b`.
 * @returns null where there is none.
 */
export function timeR1RewardSpan(response: string): ReadSpan | null {
  let body: string | null = null;
  for (let at = response.indexOf(ANSWER); at >= 0;) {
    const end = response.indexOf(ANSWER_END, at + ANSWER.length);
    if (end < 0) break;
    body = response.slice(at + ANSWER.length, end);
    at = response.indexOf(ANSWER, end + ANSWER_END.length);
  }
  return body === null ? null : (pairs(body, TO_OR_AND_ANY_CASE).at(-1) ?? null);
}

/** Time-R1's evaluation (`evaluate.py`): the last `a to b` or `a and b`, in small letters, anywhere. Null where there is none. */
export function timeR1EvaluationSpan(response: string): ReadSpan | null {
  return pairs(response, TO_OR_AND).at(-1) ?? null;
}

/** TimeLens' extract_answer: what stands in `<answer>` after a leading `<think>` block, or the response as it is. */
export function timeLensAnswer(response: string): string {
  const start = answerStart(response);
  const end = start < 0 ? -1 : response.indexOf(ANSWER_END, start);
  return end < 0 ? response : response.slice(start, end);
}

/**
 * TimeLens' evaluation, extract_time: times like 01:05 or 1:01:05.5 two by two; else pairs `a - b`; else `a to b`; else any
 * numbers two by two.
 */
export function timeLensSpans(text: string): ReadSpan[] {
  const lower = text.toLowerCase();
  const clocks = twoByTwo(Array.from(lower.matchAll(CLOCK), ([time]) => clockSeconds(time)));
  if (clocks.length > 0) return clocks;
  for (const pattern of [DASH, TO]) {
    const found = pairs(lower, pattern);
    if (found.length > 0) return found;
  }
  return twoByTwo(Array.from(lower.matchAll(LONE_NUMBER), ([number]) => Number(number)));
}

/** TimeLens' training has another extract_time: every "to" (inside words, too) becomes "-" first. */
export function timeLensRewardSpans(answer: string): ReadSpan[] {
  return timeLensSpans(answer.toLowerCase().replaceAll('to', '-'));
}
