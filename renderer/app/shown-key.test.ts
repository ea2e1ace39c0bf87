import { afterEach, describe, expect, it } from 'vitest';
import { useSettings } from '../settings/page-settings.ts';
import { words } from '../words/words.ts';
import './actions.ts';
import { keyOrTitle } from './shown-key.ts';

const before = useSettings.getState();

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
