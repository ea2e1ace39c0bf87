import type { Remark, WorkContext } from '../service/long-work/progress.ts';
import { english } from '../tasks/said/said.ts';
import { progressLine, say, type Terminal } from './terminal.ts';

/** Long work on a terminal: a bar while it goes, and every problem and note as a line once it is over. */
export interface WorkLine {
  readonly context: WorkContext;
  readonly problems: readonly Remark[];
  readonly notes: readonly Remark[];
  /** Takes the bar away and writes what there is to say. */
  finish(): void;
}

export function workLine(terminal: Terminal, quiet: boolean): WorkLine {
  const bar = progressLine(terminal, quiet);
  const began = performance.now();
  const problems: Remark[] = [];
  const notes: Remark[] = [];
  return {
    problems,
    notes,
    context: {
      signal: terminal.signal,
      progress: (done, total, doing) => {
        const spent = (performance.now() - began) / 1000;
        const left = total !== null && done > 0 && spent > 2 ? (spent / done) * (total - done) : null;
        bar.update(done, total, english(doing), left);
      },
      // Programs that read the answer read English.
      problem: ({ subject, sentence }) => problems.push({ subject, sentence }),
      note: ({ subject, sentence }) => notes.push({ subject, sentence }),
    },
    finish: () => {
      bar.stop();
      for (const { sentence } of notes) say(terminal.stderr, `note: ${sentence}`);
      for (const { sentence } of problems) say(terminal.stderr, `left out: ${sentence}`);
    },
  };
}
