/** The list of videos, and why they are in their order. */
export const queue = {
  videos: 'Videos',
  countVideos: '{count, plural, one {# video} other {# videos}}',
  nothingFits: 'No video fits. Clear the search or choose all states.',
  search: 'Search videos and texts',
  searchLabel: 'Search videos',
  clear: 'Clear the search',
  state: 'State',
  all: 'All',
  states: { new: 'Not begun', begun: 'Begun', done: 'Done', missing: 'File missing' },
  order: 'Order of the videos',
  orders: { value: 'What teaches most first', order: 'As imported' },
  splits: { train: 'train', validation: 'val', test: 'test' },
  fileMissing: 'file missing',
  curatedOf: '{curated, number} of {items, number} items curated',
  suggested: '{count, number} suggested',
  watched: '{percent, number} % watched',
  reasons: { 'answers-disagree': 'unsure', 'unlike-curated': 'new', both: 'unsure, new' },
  tornFew: 'The model’s answers disagree by {percent, number} %; too few videos are curated to compare with.',
  tornNew:
    'The model’s answers disagree by {percent, number} %; the video is {novelty, number} % unlike anything curated yet.',
} as const;
