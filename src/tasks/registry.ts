import { denseGrounding } from './dense-grounding.ts';
import { groundedQa } from './grounded-qa.ts';
import { grounding } from './grounding.ts';
import { highlights } from './highlights.ts';
import { localization } from './localization.ts';
import type { Prompt, TaskKind, Truth } from './task.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { Interval } from '../time/interval.ts';

type Registry = { readonly [Kind in TaskKind]: TaskDefinition<Kind> };

const DEFINITIONS: Registry = {
  TG: grounding,
  DTG: denseGrounding,
  VHD: highlights,
  GVQA: groundedQa,
  TAL: localization,
};

/** The definition of a task: title, correspondence, grammar, instruction, checks. */
export function taskOf<Kind extends TaskKind>(kind: Kind): TaskDefinition<Kind> {
  return DEFINITIONS[kind];
}

/** The instruction a language model gets for `prompt`. */
export function instructionFor(prompt: Prompt): string {
  return taskOf(prompt.task).instruction(prompt);
}

/** What is wrong with `truth` as the truth of `prompt` on a video shown during `shown`; empty when nothing is. */
export function truthProblems(prompt: Prompt, truth: Truth, shown: Interval): string[] {
  if (prompt.task !== truth.task)
    return [`The prompt is of task ${prompt.task}, but the truth is of ${truth.task}.`];
  return taskOf(prompt.task).truthProblems(prompt, truth, shown);
}
