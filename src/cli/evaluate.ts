import type { Command } from 'commander';
import { items, truthOf } from '../corpus/queries/items.ts';
import { video } from '../corpus/queries/videos.ts';
import { evaluationInput } from '../exchange/evaluation-input.ts';
import { readPredictions } from '../exchange/predictions.ts';
import { readDocument } from '../exchange/registry.ts';
import { evaluate, type EvaluationItem, type EvaluationReport } from '../metrics/evaluation.ts';
import type { Session } from '../service/session.ts';
import { Toolbox } from '../service/toolbox.ts';
import { suggest } from '../service/long-work/suggest.ts';
import { count } from '../service/long-work/words.ts';
import type { Prediction } from '../tasks/task.ts';
import { CommandFailure, UsageError } from './failure.ts';
import { frameEncoderFor, frameEncoderOption } from './frame-encoder.ts';
import { metricsTable } from './metrics-table.ts';
import { jsonOption, splitOption } from './options.ts';
import type { Split } from './splits.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { withSession } from './with-session.ts';
import { workLine } from './work-line.ts';

interface EvaluateOptions {
  readonly split?: Split;
  readonly policy?: string;
  readonly predictions?: string;
  readonly truth?: string;
  readonly device: string;
  readonly frameEncoder?: string;
  readonly json?: boolean;
}

/** `tempr1 evaluate PROJECT` or `tempr1 evaluate --predictions FILE --truth FILE` */
export function addEvaluate(program: Command, terminal: Terminal): void {
  program
    .command('evaluate')
    .summary('measure a policy, or predictions from anywhere, against the truth')
    .description(
      'With PROJECT: lets a policy answer the curated items of a split and measures the answers. With --predictions and --truth: ' +
        'measures predictions from any program against a corpus document. An item without a prediction counts as wrong.',
    )
    .argument('[project]', 'folder of the project')
    .addOption(splitOption('only items of this split’s videos; default with PROJECT: test'))
    .option('--policy <id>', 'with PROJECT: a policy of it, or “shipped”; default: the current one')
    .option('--device <device>', 'with PROJECT: auto, cpu, or the name of an execution provider', 'auto')
    .addOption(frameEncoderOption())
    .option('--predictions <file>', 'document with predictions')
    .option('--truth <file>', 'corpus document with the truth')
    .addOption(jsonOption())
    .action(async (project: string | undefined, options: EvaluateOptions) => {
      const { report, notes } = await measure(terminal, project, options);
      if (options.json ?? false) {
        sayJson(terminal, { ...report, notes });
        return;
      }
      say(terminal.stdout, metricsTable(report));
      say(terminal.stdout, `${count(report.items, 'item')} measured.`);
      if (report.missing > 0)
        say(
          terminal.stderr,
          `note: ${count(report.missing, 'item')} had no prediction and counted as wrong.`,
        );
      for (const note of notes) say(terminal.stderr, `note: ${note}`);
    });
}

interface Measured {
  readonly report: EvaluationReport;
  readonly notes: readonly string[];
}

async function measure(
  terminal: Terminal,
  project: string | undefined,
  options: EvaluateOptions,
): Promise<Measured> {
  const { predictions, truth, policy } = options;
  if (project === undefined) {
    if (predictions === undefined || truth === undefined)
      throw new UsageError('Give a PROJECT, or both --predictions and --truth.');
    if (policy !== undefined) throw new UsageError('--policy goes with a PROJECT, not with --predictions.');
    return fromFiles(terminal, userPath(terminal, predictions), userPath(terminal, truth), options.split);
  }
  if (predictions !== undefined || truth !== undefined)
    throw new UsageError('Give either a PROJECT, or --predictions and --truth, not both.');
  return fromProject(terminal, userPath(terminal, project), options);
}

async function fromFiles(
  { signal }: Terminal,
  predictionsFile: string,
  truthFile: string,
  split: Split | undefined,
): Promise<Measured> {
  const document = await readDocument(truthFile);
  signal.throwIfAborted();
  const records = await readPredictions(predictionsFile);
  const input = evaluationInput(document, records, {
    predictionsFile,
    ...(split !== undefined && { split }),
  });
  if (input.items.length === 0)
    throw new CommandFailure(
      `“${truthFile}” holds no truth to measure against${split === undefined ? '' : ` in the ${split} split`}.`,
    );
  return { report: evaluate(input.items, input.predictions), notes: input.notes };
}

async function fromProject(terminal: Terminal, dir: string, options: EvaluateOptions): Promise<Measured> {
  const tools = await Toolbox.ofMachine().tools();
  const split = options.split ?? 'test';
  return withSession(dir, async (session) => {
    const curated = curatedItems(session, split);
    if (curated.length === 0)
      throw new CommandFailure(`The ${split} split of ${dir} has no curated item to measure against.`);
    const line = workLine(terminal, options.json ?? false);
    const predictions = new Map<string, Prediction>();
    await suggest(
      session,
      tools,
      {
        scope: { itemIds: curated.map(({ itemId }) => itemId) },
        policy: options.policy ?? null,
        store: false,
        device: options.device,
        frameEncoder: await frameEncoderFor(terminal, options.frameEncoder),
        onPrediction: (itemId, prediction) => predictions.set(itemId, prediction),
      },
      line.context,
    ).finally(() => {
      line.finish();
    });
    return { report: evaluate(curated, predictions), notes: [] };
  });
}

/** The curated items of a split with what measuring needs to know of their videos. */
function curatedItems({ project }: Session, split: Split): EvaluationItem[] {
  const { db, paths } = project;
  const facts = new Map<string, { source: string; duration: number }>();
  return items(db, { split }).flatMap((record) => {
    const truth = truthOf(record);
    if (truth === null) return [];
    const { id: itemId, videoId, prompt } = record;
    const known = facts.get(videoId);
    const found = known ?? videoFacts(video(db, paths.dir, videoId));
    if (known === undefined) facts.set(videoId, found);
    return [{ itemId, videoId, prompt, truth, ...found }];
  });
}

function videoFacts(record: ReturnType<typeof video>): { source: string; duration: number } {
  return { source: record?.group ?? '', duration: record?.duration ?? 0 };
}
