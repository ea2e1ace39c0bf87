import type { ICUArgs } from 'use-intl';
import { piecesOf } from '../../src/tasks/said/message.ts';
import { isSaidKey, render, SAYINGS, type Said, type SaidKey, type Told } from '../../src/tasks/said/said.ts';
import { done as doneDe } from './de/said-done.ts';
import { importing as importingDe } from './de/said-importing.ts';
import { media as mediaDe } from './de/said-media.ts';
import { refused as refusedDe } from './de/said-refused.ts';
import { runs as runsDe } from './de/said-runs.ts';
import { settings as settingsDe } from './de/said-settings.ts';
import { work as workDe } from './de/said-work.ts';
import { useLanguage, type Language } from './language.ts';
import { done as doneZh } from './zh/said-done.ts';
import { importing as importingZh } from './zh/said-importing.ts';
import { media as mediaZh } from './zh/said-media.ts';
import { refused as refusedZh } from './zh/said-refused.ts';
import { runs as runsZh } from './zh/said-runs.ts';
import { settings as settingsZh } from './zh/said-settings.ts';
import { work as workZh } from './zh/said-work.ts';

/** Sentences of the service (src/tasks/said), in the language that is spoken now. Their English is the service's own. */

type Values<Message> = Message extends string
  ? keyof ICUArgs<Message, { ICUArgument: unknown; ICUNumberArgument: unknown; ICUDateArgument: unknown }>
  : never;
type Taken<K extends SaidKey> = keyof (typeof SAYINGS)[K]['values'];
/** A translation whose messages use exactly the values that their keys take; anything else is an error of the compiler. */
type Fitting<T> = {
  readonly [K in SaidKey]: K extends keyof T
    ? [Values<T[K]>, Taken<K>] extends [Taken<K>, Values<T[K]>]
      ? string
      : { readonly mustUse: Taken<K> }
    : string;
};

function translation<const T extends Readonly<Record<SaidKey, string>>>(
  texts: T & Fitting<T>,
): Readonly<Record<SaidKey, string>> {
  return texts;
}

const TRANSLATIONS: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<SaidKey, string>>>> = {
  de: translation({
    ...doneDe,
    ...refusedDe,
    ...workDe,
    ...mediaDe,
    ...runsDe,
    ...settingsDe,
    ...importingDe,
  }),
  zh: translation({
    ...doneZh,
    ...refusedZh,
    ...workZh,
    ...mediaZh,
    ...runsZh,
    ...settingsZh,
    ...importingZh,
  }),
};

/** The message of a sentence in a language. */
export function messageOf(key: SaidKey, language: Language): string {
  return language === 'en' ? SAYINGS[key].text : TRANSLATIONS[language][key];
}

/** The sentence in a language. */
export function sayIn({ sentence, said }: Told, language: Language): string {
  return said === null ? sentence : render(said, (key) => messageOf(key, language), language);
}

/** In a component: says sentences of the service in the language that is spoken, anew when that changes. */
export function useSay(): (told: Told) => string {
  const language = useLanguage((state) => state.language);
  return (told) => sayIn(told, language);
}

/** Outside of components: call it when the sentence is shown. */
export function sayNow(told: Told): string {
  return sayIn(told, useLanguage.getState().language);
}

/** The title of a piece of long work, as `say` takes it. */
export function titleOf({
  title,
  titleSaid,
}: {
  readonly title: string;
  readonly titleSaid: Said | null;
}): Told {
  return { sentence: title, said: titleSaid };
}

const KEYS = Object.keys(SAYINGS).filter(isSaidKey);

/** For each word of a search: the sentences that have it in a language; none for English, which the service looks through. */
export function keysSaying(search: string, language: Language): SaidKey[][] {
  if (language === 'en') return [];
  const words = search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  return words
    .slice(0, 10)
    .map((word) =>
      KEYS.filter((key) =>
        piecesOf(messageOf(key, language)).some((piece) => piece.toLowerCase().includes(word)),
      ),
    );
}
