import { create } from 'zustand';

/** Whether the tour is wanted now; `tour.tsx` shows it. */
export const useTour = create<{ readonly asked: number }>(() => ({ asked: 0 }));

/** Begins the tour, or goes on with it where it was left. */
export function startTour(): void {
  useTour.setState({ asked: useTour.getState().asked + 1 });
}
