import type { Judgement } from '../../rewards/decision-reward.ts';
import type { Interval } from '../../time/interval.ts';
import type { DecidedQuestion } from '../decided.ts';
import { labelOf, spokenName } from './labels.ts';
import type { TextTruth, VideoTruth } from './supervision.ts';

/** What a person's decisions say of one text on one video. */
interface Told {
  readonly texts: readonly string[];
  readonly confirmed: readonly Interval[];
  readonly rejected: readonly Interval[];
  /** All its intervals are asked for, so that a refused one is none of them; else it may be another than the one asked for. */
  readonly asksForAll: boolean;
}

/**
 * What decisions teach the dense network: a confirmed interval is one of its text's, a rejected one is not, the rest is
 * unknown. A text that means a label is told of under that label; a rejected answer to a question about one of several
 * instances says nothing about the label.
 * @param pools the texts of each label, from the curated questions.
 */
export function decidedTruths(
  decided: readonly DecidedQuestion[],
  pools: ReadonlyMap<string, readonly string[]>,
): VideoTruth[] {
  const labels = new Map([...pools].flatMap(([label, texts]) => texts.map((text) => [text, label] as const)));
  return [...Map.groupBy(decided, ({ videoId }) => videoId)].flatMap(([videoId, questions]) => {
    const [first] = questions;
    if (first === undefined) return [];
    const byMeaning = Map.groupBy(
      questions.flatMap((question) => toldBy(question)),
      ({ label, texts: [text = ''] }) => label ?? labels.get(text) ?? null,
    );
    const truths = [...byMeaning].flatMap(([label, told]) =>
      label === null
        ? told.map(truthOf)
        : [
            truthOf({
              texts: pools.get(label) ?? told.find((each) => each.label === label)?.texts ?? [],
              confirmed: told.flatMap(({ confirmed }) => confirmed),
              rejected: told.flatMap(({ rejected, asksForAll }) => (asksForAll ? rejected : [])),
              asksForAll: true,
            }),
          ],
    );
    const telling = truths.filter(
      ({ texts, intervals, rejected = [] }) => texts.length > 0 && intervals.length + rejected.length > 0,
    );
    return [{ videoId, features: first.features, truths: telling }];
  });
}

function truthOf({ texts, confirmed, rejected }: Told): TextTruth {
  return { texts, intervals: confirmed, complete: false, rejected };
}

function toldBy(question: DecidedQuestion): (Told & { readonly label: string | null })[] {
  const { prompt, paraphrases, decisions } = question;
  const all = { confirmed: spans(decisions.confirmed), rejected: spans(decisions.rejected), label: null };
  if (prompt.task === 'TAL') {
    const texts = [prompt.description, spokenName(prompt.label)].filter((text) => text.trim() !== '');
    return [{ ...all, texts, asksForAll: true, label: labelOf(question) }];
  }
  if (prompt.task === 'DTG')
    return prompt.sentences.map((sentence, slot) => ({
      texts: [sentence],
      confirmed: spans(decisions.confirmed.filter((each) => each.slot === slot)).slice(-1),
      rejected: spans(decisions.rejected.filter((each) => each.slot === slot)),
      asksForAll: false,
      label: null,
    }));
  if (prompt.task === 'VHD') return [{ ...all, texts: [prompt.query, ...paraphrases], asksForAll: true }];
  const asked = prompt.task === 'TG' ? prompt.query : prompt.question;
  const confirmed = prompt.task === 'TG' ? all.confirmed.slice(-1) : all.confirmed.slice(0, 1);
  return [{ ...all, confirmed, texts: [asked, ...paraphrases], asksForAll: false }];
}

function spans(judgements: readonly Judgement[]): Interval[] {
  return judgements.flatMap(({ interval }) => (interval === null ? [] : [interval]));
}
