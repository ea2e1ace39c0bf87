/** Questions that people ask first; `words('review')('presets.<id>')` names them. */
export const PRESETS = [
  { id: 'short', query: 'task:TAL duration<0.5s' },
  { id: 'unreviewed', query: 'by:policy -state:reviewed' },
  { id: 'waiting', query: 'has:suggestions' },
  { id: 'drafts', query: 'state:draft' },
  { id: 'offGrid', query: 'has:off-grid' },
  { id: 'comments', query: 'has:open-comments' },
] as const;
