import { useMemo } from 'react';
import { createFormatter, createTranslator, type Messages, type useTranslations } from 'use-intl';
import { useLanguage, type Language } from './language.ts';
import { MESSAGES } from './messages.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Language;
    Messages: (typeof MESSAGES)['en'];
  }
}

/** A part of the page that has its own file of messages in each language. */
export type Area = keyof Messages;

/** Says the messages of an area: `t('zoomIn')`, `t('found', { count: 3 })`. Keys and arguments are typed. */
export type Words<A extends Area> = ReturnType<typeof useTranslations<A>>;
export type Formats = ReturnType<typeof createFormatter>;

/** In a component: the messages of an area in the language that is spoken, anew when that changes. */
export function useWords<A extends Area>(area: A): Words<A> {
  const language = useLanguage((state) => state.language);
  return useMemo(() => translator(area, language), [area, language]);
}

/** In a component: numbers, dates and lists as the language writes them. */
export function useFormats(): Formats {
  const language = useLanguage((state) => state.language);
  return useMemo(() => formatter(language), [language]);
}

/** Outside of components: call it when the words are shown, never at import. */
export function words<A extends Area>(area: A): Words<A> {
  return translator(area, useLanguage.getState().language);
}

/** Numbers, dates and lists outside of components. */
export function formats(): Formats {
  return formatter(useLanguage.getState().language);
}

/** Messages are parsed once: a translator remembers those that it has said. */
const translators: { [A in Area]?: Partial<Record<Language, Words<A>>> } = {};

function translator<A extends Area>(area: A, language: Language): Words<A> {
  const known = translators[area]?.[language];
  if (known !== undefined) return known;
  const made: Words<A> = createTranslator({
    locale: language,
    messages: MESSAGES[language],
    namespace: area,
  });
  translators[area] = { ...translators[area], [language]: made };
  return made;
}

function formatter(language: Language): Formats {
  const { timeZone } = new Intl.DateTimeFormat(language).resolvedOptions();
  return createFormatter({ locale: language, timeZone });
}
