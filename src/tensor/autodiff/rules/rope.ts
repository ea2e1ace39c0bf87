import { neg } from '../../ops/elementwise.ts';
import { rope } from '../../ops/rope.ts';
import type { GradientRules } from '../rule.ts';

export const ropeRules: GradientRules = {
  // A rotation's transpose turns the other way.
  Rope: (c) => [
    rope(c.gradient(0), c.input(1), c.input(2), neg(c.input(3))),
    undefined,
    undefined,
    undefined,
  ],
};
