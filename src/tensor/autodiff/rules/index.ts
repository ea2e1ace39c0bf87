import type { GradientRule, GradientRules } from '../rule.ts';
import { attentionRules } from './attention.ts';
import { convRules } from './conv.ts';
import { elementwiseRules } from './elementwise.ts';
import { gatherRules } from './gather.ts';
import { layoutRules } from './layout.ts';
import { logProbRules } from './log-prob.ts';
import { matmulRules } from './matmul.ts';
import { normalizeRules } from './normalize.ts';
import { quantizedRules } from './quantized.ts';
import { reduceRules } from './reduce.ts';
import { ropeRules } from './rope.ts';

const registry = new Map<string, GradientRule>();

/**
 * Adds rules to the registry, one per operation.
 * @throws RangeError when an operation has a rule already.
 */
export function registerRules(rules: GradientRules): void {
  for (const [op, rule] of Object.entries(rules)) {
    if (registry.has(op)) throw new RangeError(`${op} has a gradient rule already.`);
    registry.set(op, rule);
  }
}

/** The rule of an operation, or undefined when there is none. */
export function gradientRule(op: string): GradientRule | undefined {
  return registry.get(op);
}

/** Names of all operations with a rule, sorted. */
export function ruleNames(): string[] {
  return [...registry.keys()].sort();
}

for (const rules of [
  elementwiseRules,
  reduceRules,
  matmulRules,
  layoutRules,
  gatherRules,
  normalizeRules,
  convRules,
  quantizedRules,
  ropeRules,
  logProbRules,
  attentionRules,
]) {
  registerRules(rules);
}
