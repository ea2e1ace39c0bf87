import { describe, expect, it } from 'vitest';
import { isEvent } from './basis.ts';
import { confidenceMeaning, confidenceText, spokenConfidence } from './confidence.ts';

describe('a suggestion that only points at what changes', () => {
  const event = { score: 0.3, calibrated: true, basis: 'events' } as const;
  const answer = { score: 0.3, calibrated: true, basis: null } as const;

  it('says so in place of a confidence, wherever one is shown', () => {
    expect([isEvent(event), isEvent(answer)]).toEqual([true, false]);
    expect(confidenceText(event)).toBe('event');
    expect(spokenConfidence(event)).toBe('something changes here');
    expect(confidenceMeaning(event)).toMatch(
      /not yet an answer to your question\. Curate a few videos and train/,
    );
    expect([confidenceText(answer), spokenConfidence(answer)]).toEqual(['30 %', '30 percent sure']);
    expect(confidenceMeaning(answer)).toMatch(/^Probability/);
  });
});
