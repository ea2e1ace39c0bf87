import { availableParallelism } from 'node:os';
import Table from 'cli-table3';
import type { Command } from 'commander';
import type { Run } from '../service/contract/index.ts';
import type { RunWatcher } from '../service/runs/run-keeper.ts';
import { runOf } from '../service/runs/run-view.ts';
import type { Session } from '../service/session.ts';
import { Toolbox } from '../service/toolbox.ts';
import { CommandFailure, Interrupted } from './failure.ts';
import { frameEncoderFor, frameEncoderOption } from './frame-encoder.ts';
import { percent } from './metrics-table.ts';
import { jsonOption, positiveNumber, wholeNumber } from './options.ts';
import { progressLine, say, sayJson, userPath, type Terminal } from './terminal.ts';
import { withSession } from './with-session.ts';

interface TrainOptions {
  readonly warmupEpochs?: number;
  readonly members?: number;
  readonly steps?: number;
  readonly decaySteps?: number;
  readonly minutes?: number;
  readonly seed?: number;
  readonly device?: string;
  readonly threads: number;
  readonly frameEncoder?: string;
  readonly promote: boolean;
  readonly json?: boolean;
}

/** `tempr1 train PROJECT` */
export function addTrain(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .summary('fine-tune the current policy on what was curated')
    .description(
      'Warms the policy up on the curated items of the train split, trains it by GRPO with TempR1’s rewards, measures it on held-out ' +
        'videos, and makes the result the current policy.',
    )
    .argument('<project>', 'folder of the project')
    .option('--warmup-epochs <n>', 'passes of the supervised warm-up', wholeNumber(0))
    .option(
      '--members <n>',
      'networks that look at the pictures, trained apart and averaged',
      wholeNumber(1, 4),
    )
    .option('--steps <n>', 'GRPO steps', wholeNumber(0))
    .option(
      '--decay-steps <n>',
      'steps over which the learning rate falls (default: all); to repeat a run that --minutes cut short',
      wholeNumber(1),
    )
    .option(
      '--minutes <m>',
      'bounds the whole call; the steps that fit are fixed from the speed measured; the last sentence says how to repeat them',
      positiveNumber,
    )
    .option('--seed <n>', 'where every random choice comes from', wholeNumber(0))
    .option('--device <device>', 'auto, cpu, or the name of an execution provider')
    .addOption(frameEncoderOption())
    .option(
      '--threads <n>',
      'of the processor; default: one per core. Results repeat with the same number only',
      wholeNumber(1, 512),
      availableParallelism(),
    )
    .option('--no-promote', 'leave the result a candidate')
    .addOption(jsonOption())
    .action(async (project: string, options: TrainOptions) => {
      // The bound is on the whole call, the start of this program included.
      const begunAt = Date.now() - process.uptime() * 1000;
      await train(terminal, userPath(terminal, project), options, begunAt);
    });
}

async function train(terminal: Terminal, dir: string, options: TrainOptions, begunAt: number): Promise<void> {
  const { json = false, frameEncoder: given, ...chosen } = options;
  const frameEncoder = await frameEncoderFor(terminal, given);
  const settings = { ...chosen, ...(frameEncoder !== null && { frameEncoder }) };
  const tools = await Toolbox.ofMachine().tools();
  const bar = progressLine(terminal, json);
  let open: Session | null = null;
  const watcher: RunWatcher = {
    changed: (runId) => {
      const run = open === null ? null : runOf(open, runId);
      if (run !== null) bar.update(run.done, run.total, run.sentence, run.etaSeconds);
    },
    points: () => undefined,
    remark: (_runId, sentence) => {
      say(terminal.stderr, `note: ${sentence}`);
    },
  };
  const run = await withSession(
    dir,
    async (session) => {
      open = session;
      const runId = await session.training.start(settings, tools, begunAt);
      const stop = (): void => {
        void session.training.cancel(runId).catch(() => undefined);
      };
      if (terminal.signal.aborted) stop();
      terminal.signal.addEventListener('abort', stop, { once: true });
      await session.training.ended(runId).finally(() => {
        terminal.signal.removeEventListener('abort', stop);
        bar.stop();
      });
      return runOf(session, runId);
    },
    watcher,
  );
  tell(terminal, run, { json, promoted: settings.promote });
}

function tell(
  terminal: Terminal,
  run: Run | null,
  { json, promoted }: { json: boolean; promoted: boolean },
): void {
  if (run === null) throw new CommandFailure('The run is not in the project any more.');
  if (run.state === 'cancelled') throw new Interrupted();
  if (run.state !== 'done') throw new CommandFailure(run.error ?? run.sentence);
  if (json) {
    sayJson(terminal, { ...run, promoted });
    return;
  }
  const table = new Table({
    head: ['task', 'metric', 'before', 'after warm-up', 'after GRPO', 'queries'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { task, metric, before, warmUp, after, n } of run.evaluation)
    table.push([task, metric, percent(before), percent(warmUp), percent(after), n]);
  if (run.evaluation.length > 0) say(terminal.stdout, table.toString());
  say(terminal.stdout, run.sentence);
}
