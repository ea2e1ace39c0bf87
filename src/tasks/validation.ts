import { OPTION_LETTERS } from './grounded-qa.ts';
import { clipCount, HIGHEST_SALIENCY } from './highlights.ts';
import { fitsAttribute, type AttributeDefinition, type AttributeValues } from './label-schema.ts';
import { plain, questionOf } from './question.ts';
import type { TaskKind } from './task.ts';

/**
 * What is wrong, or worth a look, in the items of one video while they are being made. An error keeps an item from being
 * curated; a warning or a note never does. Codes and values only: the page says them in its language.
 */

export interface CheckedInterval {
  readonly id: number;
  readonly slot: number;
  /** Ticks. */
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  readonly endFrame: number;
  readonly offGrid: { readonly start: boolean; readonly end: boolean };
  readonly attributes?: AttributeValues;
}

export type CheckedPrompt =
  | { readonly task: 'TG'; readonly query: string }
  | { readonly task: 'DTG'; readonly sentences: readonly string[] }
  | { readonly task: 'VHD'; readonly query: string; readonly clipLength: number }
  | { readonly task: 'GVQA'; readonly question: string; readonly options: readonly string[] }
  | { readonly task: 'TAL'; readonly label: string; readonly description: string };

export interface CheckedItem {
  readonly id: string;
  readonly task: TaskKind;
  readonly prompt: CheckedPrompt;
  readonly paraphrases: readonly string[];
  readonly labelId: number | null;
  readonly answerIndex: number | null;
  readonly saliency: { readonly clipLength: number; readonly scores: readonly number[] } | null;
  readonly intervals: readonly CheckedInterval[];
  readonly noneSlots: readonly number[];
}

export interface CheckedVideo {
  readonly firstTick: number;
  readonly endTick: number;
  readonly timebase: { readonly num: number; readonly den: number };
}

export interface CheckedLabel {
  readonly id: number;
  readonly name: string;
  /** Labels of one set may not overlap in time. */
  readonly exclusive: string | null;
  readonly group: string;
  readonly attributes: readonly AttributeDefinition[];
}

/** Every code, with how grave it is and beside which field it is shown. */
export const FINDINGS = {
  textEmpty: ['error', 'text'],
  intervalMissing: ['error', 'intervals'],
  tooManyIntervals: ['error', 'intervals'],
  outside: ['error', 'intervals'],
  reversed: ['error', 'intervals'],
  exclusiveOverlap: ['error', 'intervals'],
  sentenceEmpty: ['error', 'sentences'],
  sentenceOpen: ['error', 'sentences'],
  answerMissing: ['error', 'options'],
  answerOutside: ['error', 'options'],
  fewOptions: ['error', 'options'],
  manyOptions: ['error', 'options'],
  optionEmpty: ['error', 'options'],
  sameOptions: ['error', 'options'],
  saliencyLength: ['error', 'saliency'],
  saliencyRange: ['error', 'saliency'],
  attributeWrong: ['error', 'intervals'],
  tooShort: ['warning', 'intervals'],
  overlap: ['warning', 'intervals'],
  offGrid: ['warning', 'intervals'],
  sameLabelTwice: ['warning', 'text'],
  duplicateQuery: ['warning', 'text'],
  sameParaphrase: ['warning', 'text'],
  sameSentence: ['warning', 'sentences'],
  sentenceOrder: ['warning', 'sentences'],
  noEvidence: ['warning', 'intervals'],
  attributeMissing: ['note', 'intervals'],
  noneThere: ['note', 'intervals'],
} as const;

export type FindingCode = keyof typeof FINDINGS;
/** Whether a text from outside names a finding. */
export function isFindingCode(code: unknown): code is FindingCode {
  return typeof code === 'string' && Object.hasOwn(FINDINGS, code);
}
export type Severity = 'error' | 'warning' | 'note';
export type FindingField = 'text' | 'intervals' | 'sentences' | 'options' | 'saliency';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly field: FindingField;
  /** The interval that it is about. */
  readonly interval: number | null;
  /** DTG: the sentence; GVQA: the option. */
  readonly slot: number | null;
  /** What the sentence about it names: numbers (seconds, counts, places from 1) and texts. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** Fewer frames than this are more often a slip of the hand than an event. */
export const SHORTEST_FRAMES = 2;

type Place = Partial<Pick<Finding, 'interval' | 'slot' | 'values'>>;

function finding(code: FindingCode, place: Place = {}): Finding {
  const [severity, field] = FINDINGS[code];
  return { code, severity, field, interval: null, slot: null, values: {}, ...place };
}

/** What can be said of one item without looking at the others. `label`: that of a TAL item. */
export function checkItem(
  item: CheckedItem,
  video: CheckedVideo,
  label: CheckedLabel | null = null,
): Finding[] {
  return [
    ...checkPrompt(item),
    ...item.intervals.flatMap((each) => checkInterval(each, video, label)),
    ...checkTruth(item, video),
  ];
}

function checkPrompt({ prompt, paraphrases }: CheckedItem): Finding[] {
  const found: Finding[] = [];
  const main = mainText(prompt);
  if (main !== null && plain(main) === '') found.push(finding('textEmpty'));
  if (main !== null && paraphrases.some((each) => plain(each) === plain(main)))
    found.push(finding('sameParaphrase'));
  if (prompt.task === 'DTG') {
    if (prompt.sentences.length === 0) found.push(finding('textEmpty'));
    for (const [slot, text] of prompt.sentences.entries()) {
      if (plain(text) === '') found.push(finding('sentenceEmpty', { slot, values: { sentence: slot + 1 } }));
      const twin = prompt.sentences.findIndex((each) => plain(each) === plain(text));
      if (twin < slot && plain(text) !== '')
        found.push(finding('sameSentence', { slot, values: { sentence: slot + 1, other: twin + 1 } }));
    }
  }
  if (prompt.task === 'GVQA') found.push(...checkOptions(prompt.options));
  return found;
}

function checkOptions(options: readonly string[]): Finding[] {
  const found: Finding[] = [];
  if (options.length < 2) found.push(finding('fewOptions'));
  if (options.length > OPTION_LETTERS.length)
    found.push(finding('manyOptions', { values: { count: options.length, most: OPTION_LETTERS.length } }));
  for (const [slot, option] of options.entries()) {
    if (plain(option) === '') found.push(finding('optionEmpty', { slot, values: { option: letter(slot) } }));
    const twin = options.findIndex((each) => plain(each) === plain(option));
    if (twin < slot && plain(option) !== '')
      found.push(finding('sameOptions', { slot, values: { option: letter(slot), other: letter(twin) } }));
  }
  return found;
}

function letter(index: number): string {
  return String.fromCodePoint(65 + index);
}

function checkInterval(each: CheckedInterval, video: CheckedVideo, label: CheckedLabel | null): Finding[] {
  const found: Finding[] = [];
  const place = { interval: each.id };
  if (each.end <= each.start) found.push(finding('reversed', place));
  else if (each.start < video.firstTick || each.end > video.endTick)
    found.push(
      finding('outside', {
        ...place,
        values: { from: inSeconds(video.firstTick, video), to: inSeconds(video.endTick, video) },
      }),
    );
  else if (each.endFrame - each.startFrame < SHORTEST_FRAMES)
    found.push(finding('tooShort', { ...place, values: { frames: each.endFrame - each.startFrame } }));
  if (each.offGrid.start || each.offGrid.end) found.push(finding('offGrid', place));
  for (const definition of label?.attributes ?? []) {
    const value = each.attributes?.[definition.name];
    const values = { name: definition.name };
    if (value === undefined) {
      // A flag that is not set says no, and a text may be left out.
      if (definition.type === 'choice' || definition.type === 'number')
        found.push(finding('attributeMissing', { ...place, values }));
    } else if (!fitsAttribute(definition, value))
      found.push(finding('attributeWrong', { ...place, values: { ...values, value: String(value) } }));
  }
  return found;
}

function checkTruth(item: CheckedItem, video: CheckedVideo): Finding[] {
  const { prompt, intervals } = item;
  switch (prompt.task) {
    case 'TG':
      if (intervals.length === 0) return [finding('intervalMissing')];
      return intervals.length > 1
        ? [finding('tooManyIntervals', { values: { count: intervals.length } })]
        : [];
    case 'DTG':
      return checkSentences(item, prompt.sentences);
    case 'VHD':
      return [...overlaps(intervals, video), ...noneThere(item), ...checkSaliency(item, video)];
    case 'TAL':
      return [...overlaps(intervals, video), ...noneThere(item)];
    case 'GVQA':
      break;
  }
  const answer = item.answerIndex;
  return [
    ...overlaps(intervals, video),
    ...(answer === null ? [finding('answerMissing')] : []),
    ...(answer !== null && prompt.task === 'GVQA' && (answer < 0 || answer >= prompt.options.length)
      ? [finding('answerOutside', { values: { option: answer + 1 } })]
      : []),
    ...(answer !== null && intervals.length === 0 ? [finding('noEvidence')] : []),
  ];
}

function noneThere({ intervals, saliency }: CheckedItem): Finding[] {
  return intervals.length === 0 && (saliency === null || saliency.scores.every((score) => score === 0))
    ? [finding('noneThere')]
    : [];
}

function checkSentences(item: CheckedItem, sentences: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const bySlot = new Map(item.intervals.map((each) => [each.slot, each]));
  let before: { readonly slot: number; readonly start: number } | null = null;
  for (const slot of sentences.keys()) {
    const own = bySlot.get(slot);
    if (own === undefined) {
      if (!item.noneSlots.includes(slot))
        found.push(finding('sentenceOpen', { slot, values: { sentence: slot + 1 } }));
      continue;
    }
    if (before !== null && own.start < before.start)
      found.push(
        finding('sentenceOrder', {
          slot,
          interval: own.id,
          values: { sentence: slot + 1, other: before.slot + 1 },
        }),
      );
    else before = { slot, start: own.start };
  }
  return found;
}

function checkSaliency({ saliency }: CheckedItem, video: CheckedVideo): Finding[] {
  if (saliency === null) return [];
  const need = Math.max(1, clipCount(inSeconds(video.endTick, video), saliency.clipLength));
  const have = saliency.scores.length;
  const odd = saliency.scores.findIndex((score) => !(score >= 0 && score <= HIGHEST_SALIENCY));
  return [
    ...(have === need ? [] : [finding('saliencyLength', { values: { have, need } })]),
    ...(odd < 0 ? [] : [finding('saliencyRange', { values: { clip: odd + 1, most: HIGHEST_SALIENCY } })]),
  ];
}

/** Intervals that share time with an earlier one of the same item. O(n log n). */
function overlaps(intervals: readonly CheckedInterval[], video: CheckedVideo): Finding[] {
  const found: Finding[] = [];
  let reach = -Infinity;
  for (const each of intervals.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const shared = Math.min(reach, each.end) - each.start;
    if (shared > 0)
      found.push(
        finding('overlap', {
          interval: each.id,
          values: { seconds: (shared * video.timebase.num) / video.timebase.den },
        }),
      );
    reach = Math.max(reach, each.end);
  }
  return found;
}

/** Findings by item id, for items that have any: what each says by itself, and what they say together. */
export function checkVideo(
  items: readonly CheckedItem[],
  video: CheckedVideo,
  labels: readonly CheckedLabel[],
  alone: typeof checkItem = checkItem,
): ReadonlyMap<string, readonly Finding[]> {
  const byId = new Map(labels.map((label) => [label.id, label]));
  const labelOf = (item: CheckedItem): CheckedLabel | null => byId.get(item.labelId ?? 0) ?? null;
  const found = new Map<string, Finding[]>();
  const add = (id: string, list: readonly Finding[]): void => {
    if (list.length > 0) found.set(id, [...(found.get(id) ?? []), ...list]);
  };
  for (const item of items) add(item.id, alone(item, video, labelOf(item)));
  for (const [id, each] of [...duplicates(items), ...exclusions(items, labelOf)]) add(id, [each]);
  return found;
}

function* duplicates(items: readonly CheckedItem[]): IterableIterator<[string, Finding]> {
  const asked = new Map<string, CheckedItem>();
  const taken = new Map<number, CheckedItem>();
  for (const item of items) {
    if (item.task === 'TAL') {
      if (item.labelId === null) continue;
      if (taken.has(item.labelId)) yield [item.id, finding('sameLabelTwice')];
      else taken.set(item.labelId, item);
      continue;
    }
    const key = questionOf(item.prompt);
    const other = asked.get(key);
    if (other === undefined) asked.set(key, item);
    else yield [item.id, finding('duplicateQuery', { values: { other: other.id } })];
  }
}

interface Held {
  readonly item: CheckedItem;
  readonly interval: CheckedInterval;
  readonly label: CheckedLabel;
}

/** Instances of different labels of one exclusive set that share time; both are told. O(n log n). */
function* exclusions(
  items: readonly CheckedItem[],
  labelOf: (item: CheckedItem) => CheckedLabel | null,
): IterableIterator<[string, Finding]> {
  const held = items.flatMap((item): Held[] => {
    const label = item.task === 'TAL' ? labelOf(item) : null;
    return label === null || label.exclusive === null
      ? []
      : item.intervals.map((interval) => ({ item, interval, label }));
  });
  const sets = Map.groupBy(held, ({ label }) => JSON.stringify([label.group, label.exclusive]));
  for (const set of sets.values()) {
    // By label, whichever reaches farthest: few labels stand in one set, however many instances they have.
    const farthest = new Map<number, Held>();
    for (const now of set.toSorted((a, b) => a.interval.start - b.interval.start)) {
      for (const other of farthest.values()) {
        if (other.label.id === now.label.id || other.interval.end <= now.interval.start) continue;
        yield [now.item.id, clash(now, other)];
        yield [other.item.id, clash(other, now)];
      }
      const own = farthest.get(now.label.id);
      if (own === undefined || own.interval.end < now.interval.end) farthest.set(now.label.id, now);
    }
  }
}

function clash(own: Held, other: Held): Finding {
  return finding('exclusiveOverlap', {
    interval: own.interval.id,
    values: { label: own.label.name, other: other.label.name, set: own.label.exclusive ?? '' },
  });
}

function mainText(prompt: CheckedPrompt): string | null {
  switch (prompt.task) {
    case 'TG':
    case 'VHD':
      return prompt.query;
    case 'GVQA':
      return prompt.question;
    case 'TAL':
      return prompt.description;
    case 'DTG':
      break;
  }
  return null;
}

function inSeconds(tick: number, { timebase }: CheckedVideo): number {
  return (tick * timebase.num) / timebase.den;
}

/**
 * Why items of a video cannot be curated, by item: the first error of each that has any. The page asks it before it asks for
 * curating, bulk edits when they plan, and the corpus where a command is told to call an item curated or reviewed. Imports take truth as
 * their documents have it, and derived items are proven by what they are made from. `alone` as in `checkVideo`.
 */
export function whyNotCurated(
  items: readonly CheckedItem[],
  video: CheckedVideo,
  labels: readonly CheckedLabel[],
  alone: typeof checkItem = checkItem,
): ReadonlyMap<string, Finding> {
  const errors = [...checkVideo(items, video, labels, alone)].flatMap(([id, findings]) =>
    errorsOf(findings)
      .slice(0, 1)
      .map((first) => [id, first] as const),
  );
  return new Map(errors);
}

/** What keeps an item from being curated. */
export function errorsOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity }) => severity === 'error');
}
