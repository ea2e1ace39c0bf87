import { zeros } from '../../ops/create.ts';
import { gatherElements, scatterElements } from '../../ops/gather.ts';
import { expand, reshape } from '../../ops/layout.ts';
import { refuse } from '../../errors.ts';
import { sizeOf } from '../../shape.ts';
import { intOf } from '../../value.ts';
import type { GradientRules } from '../rule.ts';

export const gatherRules: GradientRules = {
  // Each picked slice gives its gradient back to where it came from; slices picked twice add up.
  Gather: (c) => {
    const [dy, x, indices] = [c.gradient(0), c.input(0), c.input(1)];
    const axis = intOf(c.entry.attributes, 'axis');
    const count = sizeOf(indices.shape);
    const rows = reshape(dy, x.shape.with(axis, count));
    const spread = expand(
      reshape(
        indices,
        x.shape.map((_, i) => (i === axis ? count : 1)),
      ),
      rows.shape,
    );
    return [scatterElements(zeros(x.graph, x.shape, x.dtype), spread, rows, axis), undefined];
  },
  GatherElements: (c) => {
    const [dy, x, indices] = [c.gradient(0), c.input(0), c.input(1)];
    const axis = intOf(c.entry.attributes, 'axis');
    return [scatterElements(zeros(x.graph, x.shape, x.dtype), indices, dy, axis), undefined];
  },
  ScatterElements: (c) => {
    const [dy, indices, updates] = [c.gradient(0), c.input(1), c.input(2)];
    const axis = intOf(c.entry.attributes, 'axis');
    const how = c.entry.attributes['reduction'];
    if (how?.kind !== 'string') throw refuse('ScatterElements', [c.input(0)], 'no reduction named');
    const kept =
      how.value === 'add'
        ? dy
        : scatterElements(dy, indices, zeros(dy.graph, updates.shape, dy.dtype), axis, 'none');
    return [
      c.wants(0) ? kept : undefined,
      undefined,
      c.wants(2) ? gatherElements(dy, indices, axis) : undefined,
    ];
  },
};
