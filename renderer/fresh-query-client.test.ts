import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import { FreshQueryClient } from './fresh-query-client.ts';

const opened: QueryClient[] = [];
afterEach(() => {
  for (const client of opened.splice(0)) client.clear();
});

/** Reads a number that goes up; an answer is what the number was when it was asked for. */
function reader(queryClient: QueryClient) {
  opened.push(queryClient);
  const answers: (() => void)[] = [];
  const state = { number: 1, asked: 0 };
  const observer = new QueryObserver(queryClient, {
    queryKey: ['number'],
    staleTime: Infinity,
    queryFn: () => {
      state.asked++;
      const said = state.number;
      const { promise, resolve } = Promise.withResolvers<number>();
      answers.push(() => resolve(said));
      return promise;
    },
  });
  const leave = observer.subscribe(() => undefined);
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { state, answer, leave, now: () => observer.getCurrentResult().data };
}

describe('what changes while it is read', () => {
  it('is read again after its first reading, which began before the change', async () => {
    const queryClient = new FreshQueryClient();
    const { state, answer, now } = reader(queryClient);
    state.number = 2;
    const told = queryClient.invalidateQueries({ queryKey: ['number'] });
    await answer();
    expect([now(), state.asked]).toEqual([1, 2]);
    await answer();
    await told;
    expect([now(), state.asked]).toEqual([2, 2]);
  });

  it('would stay as it was without that', async () => {
    const queryClient = new QueryClient();
    const { state, answer, now } = reader(queryClient);
    state.number = 2;
    void queryClient.invalidateQueries({ queryKey: ['number'] });
    await answer();
    expect([now(), state.asked]).toEqual([1, 1]);
  });

  it('is read again once when it was read before, and not at all when nobody looks at it', async () => {
    const queryClient = new FreshQueryClient();
    const { state, answer, leave, now } = reader(queryClient);
    await answer();
    state.number = 2;
    void queryClient.invalidateQueries({ queryKey: ['number'] });
    await answer();
    expect([now(), state.asked]).toEqual([2, 2]);
    leave();
    await queryClient.invalidateQueries({ queryKey: ['number'] });
    expect(state.asked).toBe(2);
  });
});
