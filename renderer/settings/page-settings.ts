import { create } from 'zustand';
import type { PageSettings } from '../../src/service/contract/index.ts';
import { client, sentenceOf } from '../client.ts';
import { notify } from '../app/studio.ts';
import { languageFor, useLanguage } from '../words/language.ts';

export const FIRST_SETTINGS: PageSettings = {
  language: 'system',
  theme: 'system',
  motion: 'system',
  keys: {},
  tour: { state: 'new', step: 0 },
};

/** How the page looks, speaks and listens on this machine. The service keeps it; projects know nothing of it. */
export const useSettings = create<PageSettings>(() => FIRST_SETTINGS);

function take(settings: PageSettings): void {
  useSettings.setState(settings);
  const { language } = settings;
  useLanguage.setState({ language: language === 'system' ? languageFor(navigator.languages) : language });
  document.documentElement.dataset['motion'] = settings.motion;
}

const PATIENCE_MS = 3_000;

/** Reads the settings; after a few seconds without an answer the page begins with the first ones. */
export async function loadSettings(): Promise<void> {
  const late = new Promise<null>((resolve) => {
    setTimeout(resolve, PATIENCE_MS, null);
  });
  const answer = client.settings.page.query().then((settings) => {
    take(settings);
    return settings;
  });
  await Promise.race([answer, late]).catch((error: unknown) => notify(sentenceOf(error), 'error'));
}

/** Changes settings at once and keeps them; when that fails, they go back and the person is told. */
export async function changeSettings(change: Partial<PageSettings>): Promise<void> {
  const before = useSettings.getState();
  take({ ...before, ...change });
  try {
    await client.settings.setPage.mutate(change);
  } catch (error) {
    take(before);
    notify(sentenceOf(error), 'error');
  }
}

/** Whether things should not move: the system asks for it, or the settings do. */
export function prefersStillness(): boolean {
  return (
    useSettings.getState().motion === 'reduced' ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
