import type { ParameterSpec } from '../../tensor/parameter-store.ts';
import { specsOf, prefixed, type ParameterScope } from '../nets/parameters.ts';
import {
  concepts,
  stepHeads,
  textInputs,
  trackLevels,
  windowInputs,
  windowValues,
  type DenseSizes,
} from './network.ts';

/**
 * The dense network may be several, trained one after another from other first weights: the mean of their logits errs less
 * than any of them (docs/policy.md). They share one store; the first keeps the plain names.
 */
export const MOST_MEMBERS = 4;

/** Parameter group that one member trains. */
export function memberGroup(member: number): string {
  return member === 0 ? '' : `member${member}`;
}

/** The weights of one member. */
export function memberScope(scope: ParameterScope, member: number): ParameterScope {
  return member === 0 ? scope : prefixed(scope, `member${member}/`);
}

/** The name that a weight has in the first network. */
export function withoutMember(name: string): string {
  return name.replace(/^member\d+\//u, '');
}

/** 0, 1, ... of as many members. */
export function membersOf(count: number): number[] {
  return Array.from({ length: count }, (_, member) => member);
}

/** The parameters of `members` dense networks for a vocabulary of `words` rows. */
export function denseSpecs(sizes: DenseSizes, words: number, members: number): ParameterSpec[] {
  const one = specsOf({ ...windowInputs(sizes, 8), ...textInputs(sizes, 2) }, (p, input) => {
    stepHeads(p, sizes, windowValues(sizes, input));
    concepts(p, sizes, words, { ids: input('ids'), mask: input('mask') });
    trackLevels(p);
  });
  return membersOf(members).flatMap((member) =>
    member === 0
      ? one
      : one.map((spec) => ({
          ...spec,
          name: `member${member}/${spec.name}`,
          group: memberGroup(member),
        })),
  );
}
