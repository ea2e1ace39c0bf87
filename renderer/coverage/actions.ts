import type { Action } from '../app/action.ts';
import { attempt, clock, currentDetail, notify } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { client } from '../client.ts';
import { timecode } from '../player/timecode.ts';
import { words } from '../words/words.ts';
import { visitTime } from './visit.ts';

/** Goes to the next stretch that nobody has seen, in this video or the ones after it. */
export async function goToUnseen(): Promise<void> {
  const { videoId } = useView.getState();
  const from = videoId === null ? null : { videoId, tick: Math.floor(clock.now.tick) };
  const found = await attempt(client.coverage.next.query(from).then((next) => ({ next })));
  if (found === null) return;
  const { next } = found;
  const t = words('coverage');
  if (next === null) {
    notify(t('nothingLeft'));
    return;
  }
  visitTime(next.videoId, next.start);
  const detail = currentDetail();
  if (detail === null || detail.id !== next.videoId) {
    notify(`${t('next')}: ${next.title}`);
    return;
  }
  const seconds = (tick: number): string => timecode((tick * detail.timebase.num) / detail.timebase.den, 1);
  notify(t('nextIs', { title: next.title, from: seconds(next.start), to: seconds(next.end) }));
}

export const COVERAGE_ACTIONS: readonly Action[] = [
  {
    id: 'next-unseen',
    title: () => words('coverage')('next'),
    group: 'Timeline',
    keys: ['u'],
    words: 'coverage watched skimmed',
    run: goToUnseen,
  },
];
