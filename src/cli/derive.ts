import { InvalidArgumentError, type Command } from 'commander';
import { command } from '../corpus/commands/registry.ts';
import { keptJson, knownQuestions, sceneOfVideo } from '../corpus/queries/derived.ts';
import { items } from '../corpus/queries/items.ts';
import { videos } from '../corpus/queries/videos.ts';
import type { DerivedDraft } from '../tasks/derive/build.ts';
import { DERIVED_TASKS, propose, type DerivedTask } from '../tasks/derive/propose.ts';
import { jsonOption, positiveNumber, splitOption, wholeNumber, type Split } from './options.ts';
import { say, sayJson, userPath, type Terminal } from './terminal.ts';
import { withSession } from './with-session.ts';

interface Options {
  readonly tasks: readonly DerivedTask[];
  readonly seed: number;
  readonly clipLength: number;
  readonly split?: Split;
  readonly preview?: boolean;
  readonly json?: boolean;
}

/** `tempr1 derive PROJECT` */
export function addDerive(program: Command, terminal: Terminal): void {
  program
    .command('derive')
    .summary('make items of other tasks from curated actions')
    .description(
      'Makes TG, DTG, VHD and GVQA items that the curated action items (TAL) of a project prove, and nothing that they leave ' +
        'open. The items are drafts, linked to their sources, until a person calls them curated; one undo takes all of them back.',
    )
    .argument('<project>', 'folder of the project')
    .option('--tasks <tasks>', `which of ${DERIVED_TASKS.join(',')}`, tasksOf, [...DERIVED_TASKS])
    .option('--seed <number>', 'same seed, same items', wholeNumber(0, 2_147_483_647), 1)
    .option('--clip-length <seconds>', 'seconds per saliency clip of VHD items', positiveNumber, 2)
    .addOption(splitOption('only videos of this split'))
    .option('--preview', 'say what would be made and make nothing')
    .addOption(jsonOption())
    .action(async (typed: string, options: Options) => {
      await withSession(userPath(terminal, typed), async ({ project }) => {
        const { db, writer, paths } = project;
        const found = db.consistent(() =>
          [...videos(db, paths.dir, { split: options.split })].map(({ id }) => ({
            id,
            drafts: propose(sceneOfVideo(db, id), options, knownQuestions(db, id)),
          })),
        );
        const full = found.filter(({ drafts }) => drafts.length > 0);
        const waiting = items(db, { task: 'TAL', split: options.split }).filter(
          ({ state }) => state === 'open' || state === 'draft',
        ).length;
        if (options.preview !== true && full.length > 0)
          await writer.executeAll(
            full.map(({ id, drafts }) =>
              command('createDerived', {
                video: id,
                state: 'draft',
                drafts: drafts.map((draft) => ({ recipe: draft.recipe, shown: keptJson(draft) })),
              }),
            ),
          );
        const counts = countsOf(full.flatMap(({ drafts }) => drafts));
        if (options.json === true) {
          sayJson(terminal, {
            made: options.preview !== true,
            counts,
            waiting,
            videos: full.map(({ id, drafts }) => ({
              id,
              items: drafts.map((draft) => ({ rule: draft.recipe.rule, ...asked(draft) })),
            })),
          });
          return;
        }
        if (options.preview === true)
          for (const { id, drafts } of full) {
            say(terminal.stdout, id);
            for (const draft of drafts) say(terminal.stdout, `  ${draft.prompt.task}  ${lineOf(draft)}`);
          }
        const total = full.reduce((sum, { drafts }) => sum + drafts.length, 0);
        const each = DERIVED_TASKS.map((task) => `${counts[task]} ${task}`).join(', ');
        const verb = options.preview === true ? 'Would make' : 'Made';
        say(terminal.stdout, `${verb} ${total} draft items in ${full.length} videos (${each}).`);
        if (waiting > 0)
          say(terminal.stdout, `${waiting} action items are not curated; nothing is derived from those.`);
      });
    });
}

function tasksOf(text: string): DerivedTask[] {
  const wanted = text.toUpperCase().split(/[\s,]+/u);
  const known = DERIVED_TASKS.filter((task) => wanted.includes(task));
  const strange = wanted.find((each) => !known.some((task) => task === each));
  if (strange !== undefined)
    throw new InvalidArgumentError(`It must be some of ${DERIVED_TASKS.join(',')}; “${strange}” is none.`);
  return known;
}

function countsOf(drafts: readonly DerivedDraft[]): Record<DerivedTask, number> {
  const counts = { TG: 0, DTG: 0, VHD: 0, GVQA: 0 };
  for (const { prompt } of drafts) counts[prompt.task]++;
  return counts;
}

/** The draft as its video's axis has it: ticks, not seconds, so that nothing is rounded. */
function asked({ prompt, intervals, answerIndex, saliency }: DerivedDraft): object {
  return { ...prompt, ticks: intervals, answerIndex, saliency };
}

function lineOf({ prompt, answerIndex }: DerivedDraft): string {
  if (prompt.task === 'DTG') return prompt.sentences.join(' / ');
  if (prompt.task !== 'GVQA') return prompt.query;
  const options = prompt.options.map((option, at) => (at === answerIndex ? `[${option}]` : option));
  return `${prompt.question} ${options.join(' | ')}`;
}
