import type { Interval } from '../../time/interval.ts';
import type { DecidedQuestion, LearnedQuestion } from '../decided.ts';
import type { CuratedQuestion, VideoFeatures } from '../policy.ts';
import type { Truth } from '../../tasks/task.ts';
import { compareText } from '../text/vocabulary.ts';
import { decidedTruths } from './decided-supervision.ts';
import { labelOf, spokenName } from './labels.ts';

/** Texts that mean one thing on one video, with the intervals in which it happens there. */
export interface TextTruth {
  readonly texts: readonly string[];
  readonly intervals: readonly Interval[];
  /** True when these are all its intervals; else the rest of the video is only probably outside. */
  readonly complete: boolean;
  /** Where a person said that it does not happen; only read where the intervals are not all. */
  readonly rejected?: readonly Interval[];
}

/** Everything that the dense network learns from one video. */
export interface VideoTruth {
  readonly videoId: string;
  readonly features: VideoFeatures;
  readonly truths: readonly TextTruth[];
}

export interface Supervision {
  readonly videos: readonly VideoTruth[];
  /** One text per concept: the corpus' labels, or what its queries ask for where it has none. */
  readonly bank: readonly string[];
}

/** Two edges closer than this are the same moment. */
const SAME_SECONDS = 0.03;
/** A text stands for a label when at least this share of its uses says so. */
const MAJORITY = 0.7;
const LARGEST_BANK = 64;

/**
 * Works out what each text means (policy-study.md 2.3). A label's texts are its description, its name, and every text that
 * coincides with instances of that label in most of its uses and more often than with those of any other. Texts that never
 * coincide with a label stand for their own intervals. Labels are identified by group and name.
 * @param decided teach what was confirmed and rejected, and never what a text means (decided-supervision.ts).
 */
export function supervisionOf(
  curated: readonly CuratedQuestion[],
  decided: readonly DecidedQuestion[] = [],
): Supervision {
  const byVideo = Map.groupBy(curated, (question) => question.videoId);
  const votes = new Map<string, Votes>();
  for (const questions of byVideo.values()) castVotes(questions, votes);
  const pools = poolsOf(votes);
  const videos = [...byVideo].map(([videoId, questions]) => {
    const labels = questions.flatMap((question) => {
      const label = labelOf(question);
      if (label === null) return [];
      return [
        {
          texts: pools.get(label) ?? [],
          intervals: intervalsOf(question.truth),
          complete: true,
        },
      ];
    });
    const own = questions.flatMap((question) =>
      askedTexts(question).filter(({ texts }) => texts.every((text) => !votes.has(text))),
    );
    const [first] = questions;
    return {
      videoId,
      features: first?.features,
      truths: [...labels, ...own].filter(({ texts }) => texts.length > 0),
    };
  });
  const seen = videos.flatMap(({ features, ...rest }) =>
    features === undefined ? [] : [{ ...rest, features }],
  );
  return { videos: together(seen, decidedTruths(decided, pools)), bank: bankOf(curated) };
}

/** One entry per video; what is curated of a text leaves nothing to be told by decisions. */
function together(curated: readonly VideoTruth[], decided: readonly VideoTruth[]): VideoTruth[] {
  const told = new Map(decided.map((video) => [video.videoId, video.truths]));
  const both = curated.map((video): VideoTruth => {
    const whole = new Set(video.truths.filter(({ complete }) => complete).flatMap(({ texts }) => texts));
    const added = (told.get(video.videoId) ?? []).filter(
      ({ texts }) => !texts.some((text) => whole.has(text)),
    );
    return { ...video, truths: [...video.truths, ...added] };
  });
  const known = new Set(curated.map(({ videoId }) => videoId));
  return [...both, ...decided.filter(({ videoId }) => !known.has(videoId))];
}

/** Every text of questions that a policy may meet again: prompts, paraphrases, label names. */
export function textsOf(questions: readonly LearnedQuestion[]): string[] {
  return questions.flatMap(({ prompt, paraphrases }) => {
    if (prompt.task === 'DTG') return [...prompt.sentences, ...paraphrases];
    if (prompt.task === 'GVQA') return [prompt.question, ...prompt.options, ...paraphrases];
    if (prompt.task === 'TAL') return [prompt.description, spokenName(prompt.label), ...paraphrases];
    return [prompt.query, ...paraphrases];
  });
}

/** The intervals of a truth that are there. */
function intervalsOf(truth: Truth): Interval[] {
  const all: readonly (Interval | null)[] = truth.intervals;
  return all.filter((interval) => interval !== null);
}

/** Texts of a question with the intervals they name, TAL left out. */
function askedTexts(question: CuratedQuestion): TextTruth[] {
  const { prompt, truth, paraphrases } = question;
  const intervals = intervalsOf(truth);
  const first = intervals.slice(0, 1);
  if (prompt.task === 'VHD') return [{ texts: [prompt.query, ...paraphrases], intervals, complete: true }];
  if (prompt.task === 'DTG')
    return prompt.sentences.flatMap((sentence, i) => {
      const interval = truth.intervals[i] ?? null;
      return interval === null ? [] : [{ texts: [sentence], intervals: [interval], complete: false }];
    });
  if (prompt.task === 'TAL' || first.length === 0) return [];
  const asked = prompt.task === 'TG' ? prompt.query : prompt.question;
  return [{ texts: [asked, ...paraphrases], intervals: first, complete: false }];
}

/** In how many uses a text coincided with instances of labels, and of which. */
interface Votes {
  uses: number;
  readonly labels: Map<string, number>;
}

/** Votes of one video's texts for its labels. */
function castVotes(questions: readonly CuratedQuestion[], votes: Map<string, Votes>): void {
  const instances = questions.flatMap((question) => {
    const label = labelOf(question);
    return label === null ? [] : intervalsOf(question.truth).map((interval) => ({ label, interval }));
  });
  const vote = (text: string, labels: readonly string[]) => {
    const cast = votes.get(text) ?? { uses: 0, labels: new Map<string, number>() };
    cast.uses++;
    for (const label of labels) cast.labels.set(label, (cast.labels.get(label) ?? 0) + 1);
    votes.set(text, cast);
  };
  for (const question of questions) {
    const label = labelOf(question);
    const { prompt } = question;
    if (label !== null && prompt.task === 'TAL')
      for (const text of [prompt.description, spokenName(prompt.label)])
        if (text.trim() !== '') vote(text, [label]);
    for (const { texts, intervals } of askedTexts(question)) {
      const hits = intervals.map(
        (interval) =>
          new Set(instances.filter((each) => coincides(each.interval, interval)).map((each) => each.label)),
      );
      const meant =
        hits.length === 0 ? [] : [...hits.reduce((a, b) => new Set([...a].filter((each) => b.has(each))))];
      if (meant.length > 0) for (const text of texts) vote(text, meant);
    }
  }
}

function coincides(a: Interval, b: Interval): boolean {
  return Math.abs(a.start - b.start) < SAME_SECONDS && Math.abs(a.end - b.end) < SAME_SECONDS;
}

function poolsOf(votes: ReadonlyMap<string, Votes>): Map<string, string[]> {
  const pools = new Map<string, string[]>();
  for (const [text, { uses, labels }] of votes) {
    const [best, second] = [...labels].toSorted((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
    if (best === undefined || best[1] < MAJORITY * uses || best[1] === second?.[1]) continue;
    pools.set(best[0], [...(pools.get(best[0]) ?? []), text]);
  }
  return pools;
}

/** One text per label; without labels, the queries that name all their intervals, then sentences. */
function bankOf(curated: readonly CuratedQuestion[]): string[] {
  const labels = new Map<string, string>();
  for (const question of curated) {
    const label = labelOf(question);
    if (label === null || question.prompt.task !== 'TAL') continue;
    const { description } = question.prompt;
    if (!labels.has(label))
      labels.set(label, description.trim() === '' ? spokenName(question.prompt.label) : description);
  }
  if (labels.size > 0) return [...labels.values()].slice(0, LARGEST_BANK);
  const asked = (task: string) =>
    curated.filter((question) => question.prompt.task === task).flatMap((question) => askedTexts(question));
  const texts = [...asked('VHD'), ...asked('DTG'), ...asked('TG')].flatMap((each) => each.texts.slice(0, 1));
  return [...new Set(texts)].slice(0, LARGEST_BANK);
}
