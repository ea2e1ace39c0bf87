import { create } from 'zustand';

/** Languages of the page, as BCP 47 tags. */
export const LANGUAGES = ['en', 'de', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language by its own name, as a person looks for it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  zh: '简体中文',
};

/** The first wish that the page speaks; English when it speaks none. @param wishes BCP 47 tags, most wanted first */
export function languageFor(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const found = LANGUAGES.find((language) => wish.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** What the page speaks now. It begins with what the browser asks for; a person's own choice is set over it. */
export const useLanguage = create<{ readonly language: Language }>(() => ({
  language: languageFor(navigator.languages),
}));
