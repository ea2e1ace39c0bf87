import { create } from 'zustand';
import { setView } from '../app/view-store.ts';

/** The parts of the settings, in the order in which they are listed. */
export const SECTIONS = ['general', 'keys', 'playback', 'machine'] as const;
export type Section = (typeof SECTIONS)[number];

/** Which part of the settings is shown. */
export const useSection = create<{ readonly section: Section }>(() => ({ section: 'general' }));

export function openSettings(section: Section): void {
  useSection.setState({ section });
  setView({ dialog: 'settings' });
}
