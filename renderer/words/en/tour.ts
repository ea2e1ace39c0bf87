/** The first-run tour: five steps that end with the first accepted suggestion. */
export const tour = {
  label: 'Tour, step {at, number} of {count, number}',
  progress: '{at, number} of {count, number}',
  next: 'Next',
  back: 'Back',
  skip: 'Skip the tour',
  ask: 'Ask the policy',
  videosTitle: 'Videos wait here',
  videosText:
    'This sample has twelve short videos with known labels. The dot and the numbers say how much of each is curated.',
  playerTitle: 'Watch, frame by frame',
  playerText:
    '{play} plays and stops. {back} and {on} step by one frame, with Shift by a second. Times are exact to the frame.',
  timelineTitle: 'Intervals lie on the timeline',
  timelineText:
    'Solid ones were made by people; suggestions are hatched and in a lane of their own. {markIn} and {markOut} mark a start and an end, {create} makes an interval.',
  suggestTitle: 'Let the policy suggest',
  suggestText:
    'The policy of this project looks at the video and suggests intervals for this item. What was labelled is never changed.',
  waitingText: 'The policy looks at the video. This takes some seconds, longer the first time.',
  acceptTitle: 'Accept your first suggestion',
  acceptText:
    'It is chosen and drawn on the timeline. {accept} accepts it, {reject} rejects it and takes the next; {undo} takes anything back.',
  accept: 'Accept it',
  noneText:
    'The policy found nothing for this item. Choose another item and press {suggest}, or end the tour here.',
  done: 'First suggestion accepted. All commands are under {palette}, all keys under {shortcuts}.',
  skipped: 'The tour waits under {palette}: {tour}.',
  needsProject: 'The tour walks through the sample, which is being opened.',
} as const;
