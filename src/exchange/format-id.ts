/** The formats that corpora come from and go to; `native` is `tempr1-corpus`. */
export const FORMAT_IDS = ['native', 'activitynet', 'qvhighlights'] as const;
export type FormatId = (typeof FORMAT_IDS)[number];
