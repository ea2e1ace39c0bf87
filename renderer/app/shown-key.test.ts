import { afterEach, describe, expect, it } from 'vitest';
import { useSettings } from '../settings/page-settings.ts';
import { words } from '../words/words.ts';
import './actions.ts';
import { useLanguage } from '../words/language.ts';
import { keyOrTitle, keyText } from './shown-key.ts';

const before = useSettings.getState();

describe('keys of a keyboard', () => {
  const language = useLanguage.getState();
  afterEach(() => useLanguage.setState(language));

  it('are called what is printed on them where the language has its own keyboard', () => {
    const keys = ['mod+shift+z', 'alt+space', 'delete', 'pagedown', 'home', '[', 'g i'];
    const told = (spoken: 'en' | 'de' | 'zh'): string[] => {
      useLanguage.setState({ language: spoken });
      return keys.map(keyText);
    };
    expect(told('de')).toEqual(['Strg+Umschalt+Z', 'Alt+Leertaste', 'Entf', 'Bild↓', 'Pos1', '[', 'G I']);
    expect(told('zh')).toEqual(['Ctrl+Shift+Z', 'Alt+空格', 'Del', 'PgDn', 'Home', '[', 'G I']);
    expect(told('en')).toEqual(['Ctrl+Shift+Z', 'Alt+Space', 'Del', 'PgDn', 'Home', '[', 'G I']);
  });
});

describe('keys in a sentence', () => {
  afterEach(() => useSettings.setState(before));

  function refusal(): string {
    return words('actions')('wouldOverwrite', {
      start: keyOrTitle('accept-start'),
      end: keyOrTitle('accept-end'),
    });
  }

  it('are those that actions come with', () => {
    expect(refusal()).toMatch(/\. S and D take over a single edge\.$/u);
  });

  it('are those that a person gave on this machine', () => {
    useSettings.setState({ keys: { 'accept-start': ['mod+1'] } });
    expect(refusal()).toMatch(/\. Ctrl\+1 and D take over a single edge\.$/u);
  });

  it('are the title of an action whose keys were taken away', () => {
    useSettings.setState({ keys: { 'accept-end': [] } });
    expect(refusal()).toMatch(/\. S and Accept only its end take over/u);
  });
});
