import type { RuleGroupType, RuleType } from 'react-querybuilder';
import {
  condition,
  isGroup,
  NUMBER_FIELDS,
  type Condition,
  type QueryGroup,
  type QueryPart,
} from '../../src/tasks/find/item-query.ts';

/** Between queries and what the query builder shows: a negated condition is an operator there, a negated group a switch. */

/** Operators of the builder: comparisons, and `!` before one for its negation. */
export function toBuilder({ combine, not, parts }: QueryGroup): RuleGroupType {
  return {
    combinator: combine,
    not,
    rules: parts.map((part) => (isGroup(part) ? toBuilder(part) : toRule(part))),
  };
}

function toRule({ field, op, not, value }: Condition): RuleType {
  return { field, operator: not ? `!${op}` : op, value };
}

/** What the builder shows as a query; rules that are not filled in yet say nothing and are left out. */
export function fromBuilder({ combinator, not, rules }: RuleGroupType): QueryGroup {
  const parts = rules.flatMap((rule): QueryPart[] => {
    if ('rules' in rule) return [fromBuilder(rule)];
    const found = fromRule(rule);
    return found === null ? [] : [found];
  });
  return { combine: combinator === 'or' ? 'or' : 'and', not: not === true, parts };
}

function fromRule({ field, operator, value }: RuleType): Condition | null {
  const isNumber = NUMBER_FIELDS.some((each) => each === field);
  const written: unknown = value;
  const negated = operator.startsWith('!');
  const parsed = condition.safeParse({
    field,
    op: negated ? operator.slice(1) : operator,
    value: isNumber && written !== '' ? Number(written) : written,
    not: negated,
  });
  return parsed.success ? parsed.data : null;
}
