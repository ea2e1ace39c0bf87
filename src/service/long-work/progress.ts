import { told, type Said } from '../../tasks/said/said.ts';

/** What long work tells its caller while it goes; a job of the service and a command line both listen. */
export interface WorkContext {
  readonly signal: AbortSignal;
  /** A text is English that has no other form. */
  readonly progress: (done: number, total: number | null, doing: Said | string) => void;
  /** One named thing that could not be done, while the rest goes on. */
  readonly problem: (problem: Remark) => void;
  /** Something worth knowing that is no problem. */
  readonly note: (note: Remark) => void;
}

/** A sentence about one named thing. */
export interface Remark {
  readonly subject: string;
  readonly sentence: string;
  /** The sentence for any language, where it is one of ours. */
  readonly said?: Said | null;
}

/** A remark that can be made in any language. */
export function remark(subject: string, said: Said | string): Remark {
  return { subject, ...told(said) };
}
