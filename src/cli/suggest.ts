import { type Command, Option } from 'commander';
import { writeAtomically } from '../exchange/atomic-write.ts';
import type { WritableSink } from '../exchange/export-source.ts';
import { writePredictions, type PredictionRecord } from '../exchange/predictions.ts';
import { Toolbox } from '../service/toolbox.ts';
import { english } from '../tasks/said/said.ts';
import { suggest, suggestSaid } from '../service/long-work/suggest.ts';
import { TASKS, type Prediction, type TaskKind } from '../tasks/task.ts';
import { frameEncoderFor, frameEncoderOption } from './frame-encoder.ts';
import { splitOption } from './options.ts';
import type { Split } from './splits.ts';
import { say, userPath, type Terminal } from './terminal.ts';
import { withSession } from './with-session.ts';
import { workLine } from './work-line.ts';

interface SuggestOptions {
  readonly split?: Split;
  readonly task?: TaskKind;
  readonly policy?: string;
  readonly out?: string;
  readonly device: string;
  readonly frameEncoder?: string;
  readonly store: boolean;
}

/** `tempr1 suggest PROJECT` */
export function addSuggest(program: Command, terminal: Terminal): void {
  program
    .command('suggest')
    .summary('let a policy answer a project’s items')
    .description(
      'Answers every item, curated or open, and writes the predictions as a tempr1-corpus document. They are also kept in the ' +
        'project, where the application shows them in their own lane. The policy sees videos and prompts only.',
    )
    .argument('<project>', 'folder of the project')
    .addOption(splitOption('only items of this split’s videos; default: all'))
    .addOption(new Option('--task <task>', 'only items of this task').choices(TASKS))
    .option('--policy <id>', 'a policy of the project, or “shipped”; default: the current one')
    .option('--out <file>', 'file to write; default: standard output')
    .option('--device <device>', 'auto, cpu, or the name of an execution provider', 'auto')
    .addOption(frameEncoderOption())
    .option('--no-store', 'do not keep the predictions in the project')
    .addOption(
      new Option(
        '--json',
        'the output is JSON anyway; only keeps the last sentence off standard error',
      ).hideHelp(),
    )
    .action(async (project: string, options: SuggestOptions & { json?: boolean }) => {
      const { split, task, policy, out, device, store, json = false } = options;
      const tools = await Toolbox.ofMachine().tools();
      const frameEncoder = await frameEncoderFor(terminal, options.frameEncoder);
      const line = workLine(terminal, json);
      const records: PredictionRecord[] = [];
      const outcome = await withSession(userPath(terminal, project), async (session) =>
        suggest(
          session,
          tools,
          {
            scope: { split, task },
            policy: policy ?? null,
            store,
            device,
            frameEncoder,
            onPrediction: (itemId, prediction) => records.push(recordOf(itemId, prediction)),
          },
          line.context,
        ).finally(() => {
          line.finish();
        }),
      );
      const named = records.map((record) => ({ ...record, policy: outcome.policy }));
      if (out === undefined) await writePredictions(named, stdoutSink(terminal));
      else await writeAtomically(userPath(terminal, out), (sink) => writePredictions(named, sink));
      if (!json) say(terminal.stderr, english(suggestSaid(outcome)));
    });
}

/** A prediction as the document writes it. */
export function recordOf(item: string, prediction: Prediction): PredictionRecord {
  const { intervals, scores, alternatives, answerIndex, saliency, response, basis } = prediction;
  return {
    item,
    policy: null,
    intervals: intervals.map((each) =>
      each === null ? null : { start: { seconds: each.start }, end: { seconds: each.end } },
    ),
    scores: [...scores],
    alternatives:
      alternatives?.map(({ slot, interval: { start, end }, score }) => ({ slot, start, end, score })) ?? null,
    answerIndex: answerIndex ?? null,
    saliency: saliency === undefined ? null : [...saliency.scores],
    response,
    // Other programs may ignore it; people should know that it is no answer.
    extra: basis === undefined ? {} : { basis },
  };
}

function stdoutSink({ stdout }: Terminal): WritableSink {
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
  };
}
