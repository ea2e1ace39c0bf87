import type { z } from 'zod';
import * as arrange from './arrange-commands.ts';
import * as attribute from './attribute-commands.ts';
import * as bulk from './bulk-commands.ts';
import * as comment from './comment-commands.ts';
import * as derive from './derive-commands.ts';
import * as filter from './filter-commands.ts';
import * as interval from './interval-commands.ts';
import * as item from './item-commands.ts';
import * as label from './label-commands.ts';
import * as merge from './label-merge-commands.ts';
import * as suggestion from './suggestion-commands.ts';
import * as truth from './truth-commands.ts';
import * as video from './video-commands.ts';

/** Everything a person can do to the corpus. The name is what the log keeps: never rename one that was released. */
export const COMMANDS = {
  createInterval: interval.createInterval,
  moveEdge: interval.moveEdge,
  moveInterval: interval.moveInterval,
  deleteInterval: interval.deleteInterval,
  splitInterval: interval.splitInterval,
  mergeIntervals: interval.mergeIntervals,
  setIntervalLabel: interval.setIntervalLabel,
  setIntervalSlot: interval.setIntervalSlot,
  snapEdges: interval.snapEdges,
  setNone: truth.setNone,
  setTruth: truth.setTruth,
  createItem: item.createItem,
  editPrompt: item.editPrompt,
  deleteItem: item.deleteItem,
  setItemState: item.setItemState,
  setAnswer: item.setAnswer,
  setSaliency: item.setSaliency,
  rateClips: item.rateClips,
  setSplit: video.setSplit,
  setVideoGroup: video.setVideoGroup,
  acceptSuggestion: suggestion.acceptSuggestion,
  trimSuggestion: suggestion.trimSuggestion,
  rejectSuggestion: suggestion.rejectSuggestion,
  acceptAnswer: suggestion.acceptAnswer,
  rejectAnswer: suggestion.rejectAnswer,
  acceptAllAbove: suggestion.acceptAllAbove,
  addLabel: label.addLabel,
  editLabel: label.editLabel,
  removeLabel: label.removeLabel,
  mergeLabels: merge.mergeLabels,
  deleteLabel: merge.deleteLabel,
  setItemLabel: merge.setItemLabel,
  setIntervalAttributes: attribute.setIntervalAttributes,
  arrangeSentences: arrange.arrangeSentences,
  arrangeOptions: arrange.arrangeOptions,
  createDerived: derive.createDerived,
  rederive: derive.rederive,
  unlinkDerived: derive.unlinkDerived,
  addComment: comment.addComment,
  editComment: comment.editComment,
  deleteComment: comment.deleteComment,
  renameProject: video.renameProject,
  bulkEdit: bulk.bulkEdit,
  saveFilter: filter.saveFilter,
  deleteFilter: filter.deleteFilter,
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandParams<N extends CommandName> = z.input<(typeof COMMANDS)[N]['params']>;

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/** One command to carry out; `command()` makes one with checked types. */
export interface CommandRequest {
  readonly name: CommandName;
  readonly params: unknown;
}

/** A request whose parameters the compiler has seen. */
export function command<N extends CommandName>(name: N, params: CommandParams<N>): CommandRequest {
  return { name, params };
}
