/** What long work tells its caller while it goes; a job of the service and a command line both listen. */
export interface WorkContext {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number | null, sentence: string) => void;
  /** One named thing that could not be done, while the rest goes on. */
  readonly problem: (problem: Remark) => void;
  /** Something worth knowing that is no problem. */
  readonly note: (note: Remark) => void;
}

/** A sentence about one named thing. */
export interface Remark {
  readonly subject: string;
  readonly sentence: string;
}
