import type { Entry } from './kinds.ts';

const name = { name: 'text' } as const;
const named = { name: 'text', task: 'text' } as const;
const label = { label: 'text' } as const;

/** Why something that a person asked for was not done, and what to do. */
export const REFUSED = {
  // Items and their truth.
  itemExists: { text: 'There is an item "{id}" already.', values: { id: 'text' } },
  taskStays: { text: '"{name}" is a {task} item; its task cannot be changed.', values: named },
  noSuchLabel: {
    text: 'There is no label "{label}" in the group "{group}", which video "{video}" belongs to. Add the label first.',
    values: { ...label, group: 'text', video: 'text' },
  },
  noSuchLabelNoGroup: {
    text: 'There is no label "{label}" in no group, which video "{video}" belongs to. Add the label first.',
    values: { ...label, video: 'text' },
  },
  notWhole: {
    text: '"{name}" cannot be called {state} yet: {missing}.',
    values: { ...name, state: ['curated', 'reviewed'], missing: 'said' },
  },
  notCurated: {
    text: '"{name}" cannot be curated yet: {missing}.',
    values: { ...name, missing: 'said' },
  },
  missingInterval: { text: 'it needs its one interval', values: {} },
  missingSentence: {
    text: 'sentence {number} has neither an interval nor "none"',
    values: { number: 'number' },
  },
  missingOption: { text: 'it needs the right option', values: {} },
  excludesEachOther: {
    text: '“{label}” overlaps “{other}”, and labels of the set “{set}” exclude each other',
    values: { label: 'text', other: 'text', set: 'text' },
  },
  faultBeside: { text: 'something in it is wrong, and is named beside its field', values: {} },
  onlyGvqaAnswers: { text: '"{name}" is a {task} item; only GVQA items have an answer.', values: named },
  onlyGvqaOptions: { text: '"{name}" is a {task} item; only GVQA items have options.', values: named },
  onlyVhdSaliency: { text: '"{name}" is a {task} item; only VHD items have saliency.', values: named },
  onlyDtgSentences: { text: '"{name}" is a {task} item; only DTG items have sentences.', values: named },
  onlyTalLabel: { text: '"{name}" is a {task} item; only TAL items have a label.', values: named },
  onlyTalAttributes: {
    text: '"{name}" is a {task} item; attributes belong to instances of labels.',
    values: named,
  },
  onlyDtgNone: {
    text: 'Only a DTG sentence can have none; "{name}" is a {task} item.',
    values: named,
  },
  noSuchOption: {
    text: '"{name}" has {count} options; there is no {number}.',
    values: { ...name, count: 'number', number: 'number' },
  },
  wrongSaliency: { text: '"{name}": {fault}.', values: { ...name, fault: 'said' } },
  saliencyScores: {
    text: 'the saliency has {have} scores, but a video of {end} s has {wanted} clips of {clipLength} s',
    values: { have: 'number', end: 'number', wanted: 'number', clipLength: 'number' },
  },
  changedMeanwhile: {
    text: '"{name}" was changed meanwhile: it has no separate entry {number}.',
    values: { ...name, number: 'number' },
  },
  alwaysOneInterval: {
    text: '"{name}" always has one interval; "none" is no answer to it.',
    values: name,
  },
  chooseSentence: {
    text: 'Choose which of the {count} sentences has none.',
    values: { count: 'number' },
  },
  oneEntryEach: {
    text: '"{name}" needs one entry for each of its {count} sentences.',
    values: { ...name, count: 'number' },
  },
  oneIntervalOnly: {
    text: '"{name}" takes one interval, not {count}.',
    values: { ...name, count: 'number' },
  },
  itemGone: { text: 'There is no item "{id}" in this project.', values: { id: 'text' } },
  thatItemGone: { text: 'That item is not in this project any more.', values: {} },
  itemsGone: { text: 'Some of the chosen items are not in this project any more.', values: {} },
  videoGone: { text: 'There is no video "{id}" in this project.', values: { id: 'text' } },
  thatVideoGone: { text: 'That video is not in this project any more.', values: {} },

  // Intervals.
  noSuchEntry: {
    text: '"{name}" has no entry number {number}.',
    values: { ...name, number: 'number' },
  },
  sentenceTaken: {
    text: 'That sentence of "{name}" has its interval already. Move it, or delete it first.',
    values: name,
  },
  intervalTaken: {
    text: '"{name}" has its interval already. Move it, or delete it first.',
    values: name,
  },
  cannotSplit: { text: '"{name}" takes one interval; it cannot be split.', values: name },
  cutInside: { text: 'The cut must lie inside "{name}".', values: name },
  chooseTwo: { text: 'Choose two or more intervals to merge.', values: {} },
  mergeOneItem: { text: 'Only intervals of one item can be merged.', values: {} },
  sentencesKeepOwn: { text: 'The sentences of "{name}" each keep their own interval.', values: name },
  saysNone: { text: 'That entry says "none" and has no edges to change.', values: {} },
  tooShort: { text: 'An interval must be at least one frame long and start before it ends.', values: {} },
  outsideVideo: {
    text: 'That edge lies outside the video, which runs from {start} s to {end} s.',
    values: { start: 'number', end: 'number' },
  },
  intervalGone: { text: 'That interval is not there any more.', values: {} },

  // Suggestions.
  suggestionGone: {
    text: 'That suggestion is not there any more; newer ones took its place.',
    values: {},
  },
  noSuggestedAnswer: { text: '"{name}" has no suggested answer.', values: name },
  noneAbove: {
    text: 'No suggestion that could be added has a score of {threshold} or more.',
    values: { threshold: 'number' },
  },
  noInterval: { text: '"{name}": there is no interval to accept.', values: name },
  sentenceAnswered: {
    text: 'That sentence of "{name}" has its entry already. Delete it first.',
    values: name,
  },
  suggestionNoEdges: { text: '"{name}": that suggestion has no edges.', values: name },
  chooseInterval: {
    text: 'Choose the interval of "{name}" that the {edge} is for.',
    values: { ...name, edge: ['start', 'end'] },
  },
  decidedAlready: {
    text: 'That suggestion for "{name}" was {status} already.',
    values: { ...name, status: ['accepted', 'trimmed'] },
  },
  intervalOfOther: { text: 'That interval does not belong to "{name}".', values: name },

  // Labels.
  labelExists: { text: 'There is a label "{label}" in this group already.', values: label },
  keyTaken: {
    text: 'The key {key} belongs to the label "{label}" already.',
    values: { ...label, key: 'text' },
  },
  labelUsed: {
    text: 'The label "{label}" is used {count} times; relabel or delete those first.',
    values: { ...label, count: 'number' },
  },
  mergeWithItself: {
    text: '"{label}" cannot be merged with itself; choose two labels.',
    values: label,
  },
  otherGroups: {
    text: '"{label}" and "{into}" belong to different groups; only labels of one group can be merged.',
    values: { ...label, into: 'text' },
  },
  otherGroupThanVideo: {
    text: '"{label}" belongs to another group than the video "{video}".',
    values: { ...label, video: 'text' },
  },
  labelGone: { text: 'That label is not in this project any more.', values: {} },
  groupInUse: {
    text: 'Video "{video}" has {count} {count, plural, one {item} other {items}} with labels of its group "{group}"; delete them first.',
    values: { video: 'text', count: 'number', group: 'text' },
  },

  // Derived items.
  sourcesChanged: {
    text: 'The actions of video "{video}" were changed since these items were derived. Derive them again.',
    values: { video: 'text' },
  },
  sourceGone: {
    text: 'This cannot be derived: an action item that it comes from is gone or is not curated any more.',
    values: {},
  },
  severalAnswers: {
    text: 'This cannot be derived: what the actions say now leaves more than one answer.',
    values: {},
  },
  wordsDoNotFit: {
    text: 'The words of a derived item must be as many as it has, each different.',
    values: {},
  },
  notDerived: { text: '"{name}" was not derived from other items.', values: name },

  // Comments and filters.
  answerFirstOnly: { text: 'Only the first comment of a thread can be answered.', values: {} },
  itemOfOtherVideo: { text: 'The item "{id}" belongs to another video.', values: { id: 'text' } },
  intervalOfOtherItem: { text: 'That interval belongs to another item.', values: {} },
  commentGone: { text: 'That comment is not there any more.', values: {} },
  filterUnreadable: { text: 'The filter "{filter}" cannot be read.', values: { filter: 'text' } },
  filterGone: { text: 'There is no filter "{filter}".', values: { filter: 'text' } },

  // The history.
  nothingToUndo: { text: 'There is nothing to undo.', values: {} },
  nothingToRedo: { text: 'There is nothing to redo.', values: {} },
  entryGone: { text: 'The history has no such entry.', values: {} },
  entryDiscarded: {
    text: '“{what}” was undone and then other work was done instead, so it cannot be gone back to.',
    values: { what: 'said' },
  },
  cannotUndoThis: {
    text: 'This cannot be undone or redone: an import, newer suggestions or another job changed the same rows since.',
    values: {},
  },
  cannotUndo: {
    text: '“{what}” cannot be undone or redone: an import, newer suggestions or another job changed the same rows since.',
    values: { what: 'said' },
  },
  changedSinceShown: {
    text: 'The project has changed since this was shown. Nothing was done; look at it again.',
    values: {},
  },
  cancelled: { text: 'Cancelled; nothing was changed.', values: {} },
  othersDepend: {
    text: 'Other parts of the project depend on what this would change.',
    values: {},
  },
  projectClosed: { text: 'The project was closed.', values: {} },
} as const satisfies Readonly<Record<string, Entry>>;
