import type { Action } from '../app/action.ts';
import { notify } from '../app/studio.ts';
import { setView, useView, type ViewState } from '../app/view-store.ts';
import { words } from '../words/words.ts';
import { offerAnother } from './another.ts';
import { goToNextVideo } from './arrive.ts';
import { suggestEverywhere, suggestHere, suggestItem, suggestVideo } from './ask.ts';
import {
  acceptRest,
  acceptSelected,
  decideItsAnswer,
  goToSuggestion,
  rejectRest,
  rejectSelected,
  trimToPlayhead,
} from './decide.ts';

const labelling = (view: ViewState): boolean => view.place === 'label' && view.videoId !== null;

function toggleAdvance(): void {
  const advance = !useView.getState().advance;
  setView({ advance });
  notify(words('suggestions')(advance ? 'advances' : 'stays'));
}

function togglePlayArrival(): void {
  const playArrival = !useView.getState().playArrival;
  setView({ playArrival, arrival: null });
  notify(words('suggestions')(playArrival ? 'plays' : 'showsFirstFrame'));
}

/** What is done with suggestions. The keys of a walk lie under the left hand. */
export const SUGGESTION_ACTIONS: readonly Action[] = [
  {
    id: 'suggest',
    title: () => words('actions')('suggest'),
    group: 'Suggestions',
    keys: ['shift+g'],
    words: 'model policy predict',
    when: labelling,
    run: suggestVideo,
  },
  {
    id: 'suggest-here',
    title: () => words('suggestions')('suggest-here'),
    group: 'Suggestions',
    keys: ['alt+shift+g'],
    words: 'model policy predict range stretch marks visible',
    when: labelling,
    run: suggestHere,
  },
  {
    id: 'suggest-item',
    title: () => words('suggestions')('suggest-item'),
    group: 'Suggestions',
    keys: ['alt+shift+s'],
    words: 'model policy predict label only this',
    when: (view) => labelling(view) && view.itemId !== null,
    run: suggestItem,
  },
  {
    id: 'suggest-everywhere',
    title: () => words('actions')('suggest-everywhere'),
    group: 'Suggestions',
    keys: ['alt+g'],
    words: 'model policy predict queue order priority batch',
    run: suggestEverywhere,
  },
  {
    id: 'accept',
    title: () => words('actions')('accept'),
    group: 'Suggestions',
    keys: ['a'],
    when: labelling,
    run: () => acceptSelected('whole'),
  },
  {
    id: 'accept-start',
    title: () => words('actions')('accept-start'),
    group: 'Suggestions',
    keys: ['s'],
    when: labelling,
    run: () => acceptSelected('start'),
  },
  {
    id: 'accept-end',
    title: () => words('actions')('accept-end'),
    group: 'Suggestions',
    keys: ['d'],
    when: labelling,
    run: () => acceptSelected('end'),
  },
  {
    id: 'trim',
    title: () => words('actions')('trim'),
    group: 'Suggestions',
    keys: ['t'],
    when: labelling,
    run: trimToPlayhead,
  },
  {
    id: 'reject',
    title: () => words('actions')('reject'),
    group: 'Suggestions',
    keys: ['r'],
    when: labelling,
    run: rejectSelected,
  },
  {
    id: 'accept-rest',
    title: () => words('suggestions')('accept-rest'),
    group: 'Suggestions',
    keys: ['q'],
    words: 'all left remaining curate next threshold',
    when: labelling,
    run: acceptRest,
  },
  {
    id: 'reject-rest',
    title: () => words('suggestions')('reject-rest'),
    group: 'Suggestions',
    keys: ['x'],
    words: 'all left remaining',
    when: labelling,
    run: rejectRest,
  },
  {
    id: 'take-answer',
    title: () => words('suggestions')('take-answer'),
    group: 'Suggestions',
    keys: ['y'],
    words: 'option saliency curve take over',
    when: labelling,
    run: () => decideItsAnswer('acceptAnswer'),
  },
  {
    id: 'reject-answer',
    title: () => words('suggestions')('reject-answer'),
    group: 'Suggestions',
    keys: ['shift+y'],
    words: 'option saliency curve',
    when: labelling,
    run: () => decideItsAnswer('rejectAnswer'),
  },
  {
    id: 'next-suggestion',
    title: () => words('actions')('next-suggestion'),
    group: 'Suggestions',
    keys: ['g'],
    when: labelling,
    run: () => goToSuggestion(1),
  },
  {
    id: 'another-suggestion',
    title: () => words('suggestions')('another-suggestion'),
    group: 'Suggestions',
    keys: ['n'],
    words: 'next best alternative candidate else more missing',
    when: labelling,
    run: () => void offerAnother(),
  },
  {
    id: 'previous-suggestion',
    title: () => words('actions')('previous-suggestion'),
    group: 'Suggestions',
    keys: ['p'],
    when: labelling,
    run: () => goToSuggestion(-1),
  },
  {
    id: 'auto-advance',
    title: () => words('suggestions')('auto-advance'),
    group: 'Suggestions',
    keys: ['alt+a'],
    words: 'setting go on by itself',
    when: labelling,
    run: toggleAdvance,
  },
  {
    id: 'play-arrival',
    title: () => words('suggestions')('play-arrival'),
    group: 'Suggestions',
    keys: ['alt+p'],
    words: 'setting play on arrival loop',
    when: labelling,
    run: togglePlayArrival,
  },
  {
    id: 'heat-strip',
    title: () => words('suggestions')('heat-strip'),
    group: 'Suggestions',
    keys: ['shift+h'],
    words: 'rollouts group density',
    when: labelling,
    run: () => setView({ heat: !useView.getState().heat }),
  },
  {
    id: 'heat-lane',
    title: () => words('suggestions')('heat-lane'),
    group: 'Timeline',
    keys: ['alt+shift+h'],
    words: 'rollouts group density heat background',
    when: labelling,
    run: () => setView({ heatLane: !useView.getState().heatLane }),
  },
  {
    id: 'next-video',
    title: () => words('suggestions')('next-video'),
    group: 'Items',
    keys: ['shift+w'],
    words: 'unlabelled queue open',
    when: labelling,
    run: goToNextVideo,
  },
];
