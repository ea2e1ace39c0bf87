import { afterEach, describe, expect, it } from 'vitest';
import { timebase } from '../../src/time/ticks.ts';
import { useLanguage } from '../words/language.ts';
import { spokenInterval, spokenSeconds, type Spoken } from './spoken.ts';

const base = timebase(1, 1000);
const edge = { by: 'Ada', kind: 'drawn', policyId: null, at: null, movedTicks: 0 } as const;
const jump: Spoken = {
  item: { task: 'TAL', prompt: { task: 'TAL', label: 'jump', description: '' } },
  code: 'JUM',
  look: 'truth',
  start: 62_400,
  end: 65_000,
  instance: { at: 3, count: 7 },
  offGrid: false,
  confidence: null,
  provenance: { start: edge, end: edge },
};

afterEach(() => {
  useLanguage.setState({ language: 'en' });
});

describe('times', () => {
  it('are spoken as people say them', () => {
    expect(spokenSeconds(0)).toBe('0 seconds');
    expect(spokenSeconds(1)).toBe('1 second');
    expect(spokenSeconds(62.4)).toBe('1 minute 2.4 seconds');
    expect(spokenSeconds(119.999)).toBe('2 minutes 0 seconds');
    expect(spokenSeconds(3723.04)).toBe('1 hour 2 minutes 3.04 seconds');
    useLanguage.setState({ language: 'de' });
    expect(spokenSeconds(62.4)).toBe('1 Minute 2,4 Sekunden');
    useLanguage.setState({ language: 'zh' });
    expect(spokenSeconds(62.4)).toBe('1 分2.4 秒');
  });
});

describe('an interval', () => {
  it('says what it is, which of many, when, and who made it', () => {
    expect(spokenInterval(jump, base)).toBe(
      'jump, instance 3 of 7, labelled, from 1 minute 2.4 seconds to 1 minute 5 seconds, drawn by Ada',
    );
    const model = { ...edge, kind: 'accepted', policyId: 'p' } as const;
    expect(spokenInterval({ ...jump, provenance: { start: model, end: model } }, base)).toContain(
      ', made by policy',
    );
    const nudged = { ...model, kind: 'nudged' } as const;
    expect(spokenInterval({ ...jump, provenance: { start: model, end: nudged } }, base)).toContain(
      'made by policy, moved by Ada',
    );
  });

  it('says how sure the policy is, and never more than it knows', () => {
    const suggestion: Spoken = { ...jump, look: 'suggestion', instance: null, provenance: null };
    const told = (score: number, calibrated: boolean, basis: 'events' | null) =>
      spokenInterval({ ...suggestion, confidence: { score, calibrated, basis } }, base);
    expect(told(0.8, true, null)).toBe(
      'jump, suggested, from 1 minute 2.4 seconds to 1 minute 5 seconds, by policy, confidence 80 percent',
    );
    expect(told(0.804, false, null)).toContain('by policy, score 0.8');
    expect(told(0.9, true, 'events')).toContain('something changes here');
    expect(told(0.9, true, 'events')).not.toContain('90');
  });
});
