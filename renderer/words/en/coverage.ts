/** What was watched, skimmed and never seen. */
export const coverage = {
  strip: '{title}: {watched} watched, {skimmed} skimmed, {unseen} not seen',
  wallTitle: 'Seen and unseen time',
  wallText:
    'Watched, skimmed or never looked at: an empty stretch is only an answer where somebody has looked.',
  watched: 'watched',
  skimmed: 'skimmed',
  unseen: 'not seen',
  total: '{watched} watched, {skimmed} skimmed, {unseen} not seen, of {total}',
  order: 'Order',
  orderUnseen: 'Most unseen first',
  orderSeen: 'Most seen first',
  orderImport: 'As imported',
  next: 'Go to the next unseen time',
  nothingLeft: 'All of it has been seen.',
  nextIs: 'Nobody has seen {title} from {from} to {to}.',
  list: 'Videos by what was seen',
  more: 'Show more',
  open: 'Open {title} where it was not seen',
  empty: 'There are no videos yet.',
} as const;
