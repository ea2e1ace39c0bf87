/** What a value of a sentence may be: any text, a number, another sentence (or its text), or one of a few words. */
export type Kind = 'text' | 'number' | 'said' | readonly string[];

/** One sentence: its English message (message.ts) and what its values are. */
export interface Entry {
  readonly text: string;
  readonly values: Readonly<Record<string, Kind>>;
}
