import { create } from 'zustand';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';
import { words } from '../words/words.ts';

/** How often the tour was asked for; `tour.tsx` begins anew, or goes on, with each time. */
export const useTour = create<{ readonly asked: number }>(() => ({ asked: 0 }));

/** Begins the tour, or goes on with it where it was left. Without a project it opens the sample first. */
export async function startTour(): Promise<void> {
  const project = queryClient.getQueryData(trpc.projects.current.queryKey()) ?? null;
  if (project === null) {
    notify(words('tour')('needsProject'));
    if ((await attempt(client.projects.createSample.mutate({}))) === null) return;
  }
  useTour.setState({ asked: useTour.getState().asked + 1 });
}
