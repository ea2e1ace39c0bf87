import { describe, expect, it } from 'vitest';
import type { HistoryAct, HistoryJob } from '../../src/service/contract/index.ts';
import { sessionsOf, stepsTo } from './group.ts';

const NOON = new Date(2026, 10, 20, 12).getTime();
const MINUTE = 60_000;

function act(id: number, minutes: number, state: HistoryAct['state'] = 'done'): HistoryAct {
  const at = new Date(NOON + minutes * MINUTE).toISOString();
  return {
    id,
    name: 'x',
    sentence: `act ${id}`,
    said: null,
    more: 0,
    at,
    by: 'You',
    state,
    where: null,
    videos: 1,
  };
}
function job(id: number, after: number, minutes: number): HistoryJob {
  const at = new Date(NOON + minutes * MINUTE).toISOString();
  return { id, name: 'job', sentence: `job ${id}`, said: null, at, until: at, after };
}

describe('sessions of the history', () => {
  it('end with a long pause and with the day', () => {
    const acts = [act(5, 24 * 60), act(4, 100), act(3, 75), act(2, 40), act(1, 0)];
    const sessions = sessionsOf(acts, []);
    expect(sessions.map(({ acts }) => acts)).toEqual([1, 2, 1, 1]);
    expect(sessions[1]).toMatchObject({ from: NOON + 75 * MINUTE, until: NOON + 100 * MINUTE });
    expect(new Set(sessions.map(({ day }) => day)).size).toBe(2);
  });

  it('show jobs above the act that they came after, the first ones at the very end', () => {
    const rows = sessionsOf([act(9, 20), act(4, 10)], [job(3, 9, 25), job(2, 4, 15), job(1, 0, 5)])[0]?.rows;
    expect(rows?.map((row) => (row.kind === 'act' ? row.act.id : `job ${row.job.id}`))).toEqual([
      'job 3',
      9,
      'job 2',
      4,
      'job 1',
    ]);
    expect(sessionsOf([], [job(1, 0, 0)])[0]?.acts).toBe(0);
  });

  it('count the steps to a point, given-up acts aside', () => {
    const acts = [
      act(6, 6, 'undone'),
      act(5, 5, 'undone'),
      act(4, 4),
      act(3, 3, 'discarded'),
      act(2, 2),
      act(1, 1),
    ];
    expect(stepsTo(acts, 4, 1)).toEqual({ back: 2, on: 0 });
    expect(stepsTo(acts, 4, 0)).toEqual({ back: 3, on: 0 });
    expect(stepsTo(acts, 4, 6)).toEqual({ back: 0, on: 2 });
    expect(stepsTo(acts, 4, 4)).toEqual({ back: 0, on: 0 });
  });
});
