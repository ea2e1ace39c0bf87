import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { Option, type Command } from 'commander';
import { scoreRequestLine } from '../rewards/reward-request.ts';
import { DEFAULT_REWARD_SETTINGS } from '../rewards/settings.ts';
import { REWARD_VARIANTS, type RewardVariant } from '../rewards/variants/index.ts';
import { Interrupted } from './failure.ts';
import type { Terminal } from './terminal.ts';

interface RewardOptions {
  readonly requireThink?: boolean;
  readonly variant: RewardVariant;
}

/** `tempr1 reward`: the one definition of the reward, for engines on other machines, over pipes. */
export function addReward(program: Command, terminal: Terminal): void {
  program
    .command('reward')
    .summary('score responses with TempR1’s rewards, JSON lines in, JSON lines out')
    .description(
      'Reads one JSON object per line from standard input and writes one per line to standard output, in the same order, ' +
        'as soon as it has read it.\n\nIn: {"task", "response", "truth": {"intervals", "answer_index", "options"}, "duration"}.\n' +
        'Out: {"format", "localization", "answer", "total", "terms"}, or {"error"} for a line that is no request.',
    )
    .option('--require-think', 'a response without <think>...</think> has the wrong format')
    .addOption(
      new Option('--variant <name>', 'whose parser and rewards; those of related work score TG only')
        .choices(REWARD_VARIANTS)
        .default('tempr1'),
    )
    .action(async ({ requireThink = false, variant }: RewardOptions) => {
      const settings = { ...DEFAULT_REWARD_SETTINGS, requireThink, variant };
      await answerLines(terminal, (line) => scoreRequestLine(line, settings));
    });
}

/** A line that never ends must not fill the memory: no response is this long. */
const MAX_LINE = 64 * 1024 * 1024;

/**
 * Answers each line of stdin with one line on stdout. The answers to everything that one read brought go out in one write, so a
 * caller that waits for an answer gets it at once, and one that pours in lines is not slowed by single writes.
 */
export async function answerLines(terminal: Terminal, answer: (line: string) => string): Promise<void> {
  const { stdin, stdout, signal } = terminal;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let gone = false;
  const leave = (): void => {
    gone = true;
  };
  const stop = (): void => {
    stdin.destroy(new Interrupted());
  };
  stdout.once('error', leave);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin) {
      if (gone) return;
      const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE)
        throw new Error('A line of the input is longer than 64 million characters.');
      if (lines.length > 0 && !stdout.write(lines.map((line) => `${answer(line)}\n`).join('')))
        await drained(stdout, signal);
    }
    rest += decoder.end();
    if (rest !== '' && !gone) stdout.write(`${answer(rest)}\n`);
  } finally {
    stdout.removeListener('error', leave);
    signal.removeEventListener('abort', stop);
  }
}

/** Waits until the reader has caught up; a reader that went away ends the wait as well. */
async function drained(stdout: NodeJS.WritableStream, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const waits = ['drain', 'close', 'error'].map((event) =>
    once(stdout, event, { signal: AbortSignal.any([signal, over.signal]) }).then(
      () => undefined,
      () => undefined,
    ),
  );
  await Promise.race(waits);
  over.abort();
}
