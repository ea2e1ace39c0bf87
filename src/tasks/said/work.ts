import type { Entry } from './kinds.ts';

const title = { title: 'text' } as const;
const file = { file: 'text' } as const;

/** What long work is called, what it is doing, and what came of it. */
export const WORK = {
  workWaits: { text: 'Waiting for its turn.', values: {} },
  workStarts: { text: 'Starting.', values: {} },
  workCancelled: { text: 'Cancelled.', values: {} },
  workCancelledBefore: { text: 'Cancelled before it began.', values: {} },
  workUnknown: { text: 'This job is not known any more.', values: {} },

  // Titles.
  proxyOf: { text: 'Proxy of {title}', values: title },
  suggestions: { text: 'Suggestions', values: {} },
  exportTo: { text: '{format} to {file}', values: { ...file, format: 'text' } },
  someFiles: { text: '{count} files', values: { count: 'number' } },
  bulkState: { text: 'state', values: {} },
  bulkLabel: { text: 'label', values: {} },
  bulkSplit: { text: 'split', values: {} },
  bulkSnap: { text: 'snap', values: {} },
  bulkShift: { text: 'shift', values: {} },
  bulkDeleteItems: { text: 'delete-items', values: {} },
  bulkDeleteShort: { text: 'delete-short', values: {} },

  // What it is doing.
  recordsWritten: {
    text: '{count, number} {count, plural, one {record} other {records}} written',
    values: { count: 'number' },
  },
  lookingThrough: { text: 'Looking through {folder}', values: { folder: 'text' } },
  lookingAt: { text: 'Looking at {file}', values: file },
  comparing: { text: 'Comparing {title}', values: title },
  readingDocument: { text: 'Reading {file}', values: file },
  readFile: { text: 'Read {file}', values: file },
  writingIntoProject: { text: 'Writing into the project', values: {} },
  copying: { text: 'Copying {title}.', values: title },
  comparingOriginal: { text: 'Comparing it with the original.', values: {} },
  waitingForModel: { text: 'Waiting for the model.', values: {} },
  lookingAtVideo: { text: 'Looking at video {video}.', values: { video: 'text' } },
  lookingAtVideoSoFar: {
    text: '{doing, select, looking {Looking at} other {Understanding}} video {video}: {percent} %.',
    values: { doing: ['looking', 'understanding'], video: 'text', percent: 'number' },
  },
  answeredQuestions: {
    text: 'Answered {done} of {total} questions.',
    values: { done: 'number', total: 'number' },
  },
  changingItems: { text: 'Changing items.', values: {} },
  copyingCorpus: { text: 'Copying the corpus', values: {} },
  readingBack: { text: 'Reading it back', values: {} },
  writingFile: { text: 'Writing {title}', values: title },

  // What came of it.
  sentence: { text: '{what}.', values: { what: 'said' } },
  exported: {
    text: '{videos, number} {videos, plural, one {video} other {videos}}, {items, number} {items, plural, one {item} other {items}} and {intervals, number} {intervals, plural, one {interval} other {intervals}} written to {file}.',
    values: { ...file, videos: 'number', items: 'number', intervals: 'number' },
  },
  documentImported: {
    text: '{videos, number} {videos, plural, one {video} other {videos}}, {items, number} {items, plural, one {item} other {items}} and {intervals, number} {intervals, plural, one {interval} other {intervals}} imported.',
    values: { videos: 'number', items: 'number', intervals: 'number' },
  },
  documentImportedInPart: {
    text: '{came} {videos, number} {videos, plural, one {video} other {videos}} could not be used and {items, number} {items, plural, one {item} other {items}} on them left out.',
    values: { came: 'said', videos: 'number', items: 'number' },
  },
  videosAdded: {
    text: '{added, number} {added, plural, one {video} other {videos}} added{known, plural, =0 {} one {, {known, number} video in the project already} other {, {known, number} videos in the project already}}{refused, plural, =0 {} one {, {refused, number} file could not be used} other {, {refused, number} files could not be used}}.',
    values: { added: 'number', known: 'number', refused: 'number' },
  },
  noVideosThere: { text: 'There are no videos there.', values: {} },
  noVideoLost: { text: 'No video is lost.', values: {} },
  lostFound: {
    text: '{usable} of {count, number} {count, plural, one {lost video} other {lost videos}} found.',
    values: { usable: 'number', count: 'number' },
  },
  itemsAnswered: {
    text: '{count, number} {count, plural, one {item} other {items}} answered.',
    values: { count: 'number' },
  },
  someAnswered: {
    text: '{count, number} {count, plural, one {item} other {items}} answered, {left} left out.',
    values: { count: 'number', left: 'number' },
  },
  packed: {
    text: '{videos, number} {videos, plural, one {video} other {videos}} and the corpus packed into {file} ({size}).',
    values: { ...file, videos: 'number', size: 'text' },
  },
  unpacked: { text: '“{title}” unpacked into {folder}.', values: { ...title, folder: 'text' } },
  unpacking: { text: 'Unpacking {file}', values: file },
  playsNow: { text: 'It plays now.', values: {} },
  importRemoved: {
    text: '{videos, number} {videos, plural, one {video} other {videos}} and {items, number} {items, plural, one {item} other {items}} taken out of the project again.',
    values: { videos: 'number', items: 'number' },
  },

  carriedOver: {
    text: '{what} {count, number} {count, plural, one {interval} other {intervals}} carried over by frame.',
    values: { what: 'said', count: 'number' },
  },
  foundAgain: {
    text: '{count, number} {count, plural, one {video} other {videos}} found again.',
    values: { count: 'number' },
  },
  searchOutOfDate: { text: 'The search is out of date. Look for the videos again.', values: {} },
  policyAnswers: { text: '“{policy}” answers from now on.', values: { policy: 'text' } },
  policyAnswersAgain: {
    text: '“{policy}” answers again, in place of “{previous}”.',
    values: { policy: 'text', previous: 'text' },
  },
  policyDiscarded: {
    text: '“{policy}” is discarded. Its file stays in the project’s folder “policies”.',
    values: { policy: 'text' },
  },
  policyStays: {
    text: '“{policy}” is no candidate any more, so it stays in the list.',
    values: { policy: 'text' },
  },
  noProxyToDelete: { text: 'There was no proxy to delete.', values: {} },
  proxyDeleted: { text: 'Deleted; {size} MB are free again.', values: { size: 'text' } },

  // What could not be done of it.
  knownAs: {
    text: '“{file}” is in this project already, as “{twin}”.',
    values: { ...file, twin: 'text' },
  },
  itemsOfMissing: {
    text: 'The file of “{title}” is not at {path}; its items were left out.',
    values: { ...title, path: 'text' },
  },
  itemsOfOtherFile: {
    text: 'Another file lies at {path} than “{title}” was; its items were left out.',
    values: { ...title, path: 'text' },
  },
  leftOutOfPack: {
    text: '“{title}” {why, select, missing {is not where it was} other {is not the video that it was}} and was left out.',
    values: { ...title, why: ['missing', 'changed'] },
  },
  folderGone: { text: 'There is no folder “{folder}”.', values: { folder: 'text' } },
  fileNoFolder: { text: '“{folder}” is a file, not a folder.', values: { folder: 'text' } },
  folderForbidden: {
    text: 'You may not look into “{folder}”. Change its permissions or choose another folder.',
    values: { folder: 'text' },
  },
  corpusKeptChanging: {
    text: 'The corpus kept changing while it was written. Export it again in a moment.',
    values: {},
  },
  noneUsable: {
    text: '“{file}” was not imported: none of its {count, number} {count, plural, one {video} other {videos}} could be used. Say where they lie, and import it again.',
    values: { ...file, count: 'number' },
  },
  allKnown: {
    text: '“{file}” was not imported: all of its {count, number} {count, plural, one {video} other {videos}} are in this project already. To add only the items that are new, import it again with that choice (tempr1 import --add-items).',
    values: { ...file, count: 'number' },
  },
  nothingToAnswer: { text: 'There is nothing to answer here: no item matches.', values: {} },
  stretchOfSeveral: {
    text: 'A stretch is of one video, but items of several were asked about.',
    values: {},
  },
  noItemHere: { text: 'There is no item “{id}” in this project.', values: { id: 'text' } },
  noVideoHere: { text: 'There is no video “{id}” in this project.', values: { id: 'text' } },
  proxyFileMoved: {
    text: 'The file of “{title}” is not where it was, so no proxy can be made.',
    values: title,
  },
} as const satisfies Readonly<Record<string, Entry>>;
