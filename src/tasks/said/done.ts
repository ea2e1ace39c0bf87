import type { Entry } from './kinds.ts';

const name = { name: 'text' } as const;
const label = { label: 'text' } as const;
const count = { count: 'number' } as const;
const edge = ['start', 'end'] as const;
const way = ['later', 'earlier'] as const;
const split = ['train', 'validation', 'test'] as const;
const state = ['open', 'draft', 'curated', 'reviewed'] as const;

/** What a command did, for the history and the undo menu. Keys are kept in projects: never rename one that was released. */
export const DONE = {
  drewInterval: { text: 'Drew an interval for "{name}"', values: name },
  movedEdge: {
    text: 'Moved the {edge, select, start {start} other {end}} of "{name}" by {way, select, earlier {−} other {}}{frames} {frames, plural, one {frame} other {frames}}',
    values: { ...name, edge, way, frames: 'number' },
  },
  movedInterval: {
    text: 'Moved "{name}" by {way, select, earlier {−} other {}}{frames} {frames, plural, one {frame} other {frames}}',
    values: { ...name, way, frames: 'number' },
  },
  tookNoneBack: { text: 'Took back a "none" of "{name}"', values: name },
  deletedInterval: { text: 'Deleted an interval of "{name}"', values: name },
  splitInterval: { text: 'Split an interval of "{name}"', values: name },
  mergedIntervals: { text: 'Merged {count} intervals of "{name}"', values: { ...name, ...count } },
  tookLabelOff: { text: 'Took the label off an interval of "{name}"', values: name },
  labelledInterval: { text: 'Labelled an interval of "{name}" "{label}"', values: { ...name, ...label } },
  movedToPlace: {
    text: 'Moved an interval of "{name}" to place {place}',
    values: { ...name, place: 'number' },
  },
  snapped: {
    text: 'Put {count} {count, plural, one {interval} other {intervals}} on the frame grid',
    values: count,
  },

  lookedNoneThere: { text: 'Looked, none there: "{name}"', values: name },
  sentenceNone: {
    text: 'Sentence {number} of "{name}": none there',
    values: { ...name, number: 'number' },
  },
  setTruth: { text: 'Set the truth of "{name}"', values: name },

  addedItem: { text: 'Added the {task} item "{name}"', values: { ...name, task: 'text' } },
  changedWording: { text: 'Changed the wording of "{name}"', values: name },
  deletedItem: { text: 'Deleted the {task} item "{name}"', values: { ...name, task: 'text' } },
  calledItem: {
    text: '{state, select, curated {Curated} reviewed {Reviewed} other {Reopened}} "{name}"',
    values: { ...name, state },
  },
  calledItems: {
    text: '{state, select, curated {Curated} reviewed {Reviewed} other {Reopened}} {count} {count, plural, one {item} other {items}}',
    values: { ...count, state },
  },
  tookAnswerBack: { text: 'Took back the answer of "{name}"', values: name },
  answered: { text: 'Answered "{name}" with option {option}', values: { ...name, option: 'text' } },
  tookSaliencyBack: { text: 'Took back the saliency of "{name}"', values: name },
  ratedClips: { text: 'Rated the clips of "{name}"', values: name },
  arrangedSentences: { text: 'Arranged the sentences of "{name}"', values: name },
  arrangedOptions: { text: 'Arranged the options of "{name}"', values: name },
  labelledItem: { text: 'Labelled "{name}" "{label}"', values: { ...name, ...label } },
  notedAttributes: {
    text: 'Noted {attributes} on an instance of "{name}"',
    values: { ...name, attributes: 'text' },
  },
  notedAttributesOfMany: {
    text: 'Noted {attributes} on {count} instances',
    values: { ...count, attributes: 'text' },
  },

  acceptedSuggestion: { text: 'Accepted a suggestion for "{name}"', values: name },
  acceptedEdge: {
    text: 'Accepted the {edge, select, start {start} other {end}} of a suggestion for "{name}"',
    values: { ...name, edge },
  },
  trimmedSuggestion: { text: 'Trimmed a suggestion for "{name}"', values: name },
  rejectedSuggestion: { text: 'Rejected a suggestion for "{name}"', values: name },
  rejectedSuggestions: { text: 'Rejected {count} suggestions for "{name}"', values: { ...name, ...count } },
  acceptedAnswer: { text: 'Accepted the suggested answer of "{name}"', values: name },
  rejectedAnswer: { text: 'Rejected the suggested answer of "{name}"', values: name },
  acceptedAllAbove: {
    text: 'Accepted {count} {count, plural, one {suggestion} other {suggestions}} of score {threshold} and above on {items} {items, plural, one {item} other {items}}',
    values: { ...count, threshold: 'number', items: 'number' },
  },

  addedLabel: { text: 'Added the label "{label}"', values: label },
  changedLabel: { text: 'Changed the label "{label}"', values: label },
  renamedLabel: { text: 'Renamed the label "{label}" to "{next}"', values: { ...label, next: 'text' } },
  removedLabel: { text: 'Removed the label "{label}"', values: label },
  mergedLabels: { text: 'Merged the label "{label}" into "{into}"', values: { ...label, into: 'text' } },
  deletedLabel: {
    text: 'Deleted the label "{label}" with {count} {count, plural, one {item} other {items}}',
    values: { ...label, ...count },
  },

  derived: {
    text: 'Derived {count} {count, plural, one {item} other {items}} from the actions of "{video}"',
    values: { ...count, video: 'text' },
  },
  derivedAgain: { text: 'Derived "{name}" again', values: name },
  derivedManyAgain: { text: 'Derived {count} items again', values: count },
  unlinked: { text: '"{name}" stands for itself', values: name },
  unlinkedMany: { text: '{count} items stand for themselves', values: count },

  commentedVideo: { text: 'Commented on video "{video}"', values: { video: 'text' } },
  commentedItem: { text: 'Commented on an item of "{video}"', values: { video: 'text' } },
  answeredComment: { text: 'Answered a comment', values: {} },
  resolvedComment: { text: 'Resolved a comment', values: {} },
  changedComment: { text: 'Changed a comment', values: {} },
  deletedComment: { text: 'Deleted a comment', values: {} },

  savedFilter: { text: 'Saved the filter "{filter}"', values: { filter: 'text' } },
  deletedFilter: { text: 'Deleted the filter "{filter}"', values: { filter: 'text' } },
  namedProject: { text: 'Named the project "{title}"', values: { title: 'text' } },

  tookOutOfSplit: {
    text: 'Took {count} {count, plural, one {video} other {videos}} out of their split',
    values: count,
  },
  putIntoSplit: {
    text: 'Put {count} {count, plural, one {video} other {videos}} into the {split} split',
    values: { ...count, split },
  },
  gaveGroup: {
    text: 'Gave {count} {count, plural, one {video} other {videos}} the label group "{group}"',
    values: { ...count, group: 'text' },
  },

  relabelledItems: { text: 'Relabelled {count} {count, plural, one {item} other {items}}', values: count },
  snappedOfItems: {
    text: 'Put {count} {count, plural, one {interval} other {intervals}} of {items} {items, plural, one {item} other {items}} on the frame grid',
    values: { ...count, items: 'number' },
  },
  shiftedOfItems: {
    text: 'Shifted {edge, select, start {the start of } end {the end of } other {}}{count} {count, plural, one {interval} other {intervals}} of {items} {items, plural, one {item} other {items}} by {frames} {frames, plural, one {frame} other {frames}}',
    values: { ...count, edge: [...edge, 'both'], items: 'number', frames: 'number' },
  },
  deletedItems: { text: 'Deleted {count} {count, plural, one {item} other {items}}', values: count },
  deletedShort: {
    text: 'Deleted {count} {count, plural, one {interval} other {intervals}} of {items} {items, plural, one {item} other {items}} shorter than {seconds} s',
    values: { ...count, items: 'number', seconds: 'number' },
  },

  /** Several commands that are one act. */
  andMore: { text: '{first}, and {count} more', values: { first: 'said', ...count } },
  nothingToDo: { text: 'Nothing to do', values: {} },
  wentBack: { text: 'Went back {count} {count, plural, one {change} other {changes}}', values: count },
  wentForward: {
    text: 'Went forward {count} {count, plural, one {change} other {changes}}',
    values: count,
  },
  standsThere: { text: 'That is where the history stands already', values: {} },

  jobImported: {
    text: 'Imported {videos, number} {videos, plural, one {video} other {videos}} and {items, number} {items, plural, one {item} other {items}}',
    values: { videos: 'number', items: 'number' },
  },
  jobImportedFile: {
    text: 'Imported {videos, number} {videos, plural, one {video} other {videos}} and {items, number} {items, plural, one {item} other {items}} from “{file}”',
    values: { videos: 'number', items: 'number', file: 'text' },
  },
  jobTookImportBack: {
    text: 'Took an import back: {videos, number} {videos, plural, one {video} other {videos}} and {items, number} {items, plural, one {item} other {items}}',
    values: { videos: 'number', items: 'number' },
  },
  jobSuggested: {
    text: '{policy} suggested answers to {items, number} {items, plural, one {item} other {items}}',
    values: { policy: 'text', items: 'number' },
  },
  jobRelinked: {
    text: 'Told where {videos, number} {videos, plural, one {video is} other {videos are}} now',
    values: { videos: 'number' },
  },
  jobPromoted: { text: '{policy} became the policy that suggests', values: { policy: 'text' } },
  jobRolledBack: { text: 'Went back to the policy {policy}', values: { policy: 'text' } },
  jobRolledBackToShipped: {
    text: 'Went back to the policy that ships with the program',
    values: {},
  },
} as const satisfies Readonly<Record<string, Entry>>;
