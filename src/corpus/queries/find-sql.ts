import { isGroup, type Condition, type QueryGroup, type QueryPart } from '../../tasks/find/item-query.ts';

/** A condition on `item_fact AS fact`, with the values it binds: none of them is ever part of the SQL. */
export interface FindSql {
  readonly where: string;
  readonly bindings: Readonly<Record<string, string | number>>;
}

const MAKERS = { person: 1, policy: 2, imported: 4 } as const;
const DAY_MS = 86_400_000;

/** What a query asks, for one pass over the facts; sets of videos, labels or texts are looked up once each. */
export function findSql(query: QueryGroup): FindSql {
  const bindings: Record<string, string | number> = {};
  const bind = (value: string | number): string => {
    const name = `v${Object.keys(bindings).length}`;
    bindings[name] = value;
    return `@${name}`;
  };
  return { where: partSql(query, bind), bindings };
}

type Bind = (value: string | number) => string;

function partSql(part: QueryPart, bind: Bind): string {
  const plain = isGroup(part) ? groupSql(part, bind) : `coalesce(${conditionSql(part, bind)}, 0)`;
  return part.not ? `NOT (${plain})` : plain;
}

function groupSql({ combine, parts }: QueryGroup, bind: Bind): string {
  if (parts.length === 0) return '1';
  return `(${parts.map((part) => partSql(part, bind)).join(combine === 'or' ? ' OR ' : ' AND ')})`;
}

function conditionSql(each: Condition, bind: Bind): string {
  switch (each.field) {
    case 'task':
    case 'state':
      return `fact.${each.field} = ${bind(each.value)}`;
    case 'split':
      return each.value === 'none'
        ? 'fact.video IN (SELECT key FROM video WHERE split IS NULL)'
        : `fact.video IN (SELECT key FROM video WHERE split = ${bind(each.value)})`;
    case 'by':
      return `fact.makers & ${MAKERS[each.value]} <> 0`;
    case 'has':
      return HAS[each.value];
    case 'label': {
      const named = `(SELECT key FROM label WHERE name = ${bind(each.value)})`;
      return `(fact.label IN ${named} OR fact.item IN (SELECT item FROM interval WHERE label IN ${named}))`;
    }
    case 'group':
      return `fact.video IN (SELECT key FROM video WHERE label_group = ${bind(each.value)})`;
    case 'annotator':
      return `fact.item IN (SELECT item FROM item_maker WHERE annotator IN
        (SELECT id FROM annotator WHERE id = ${bind(each.value)} OR name = ${bind(each.value)}))`;
    case 'video':
      return `fact.video IN (SELECT key FROM video WHERE instr(search, ${bind(each.value.toLowerCase())}) > 0)`;
    case 'text':
      return textSql(each.value.toLowerCase(), bind);
    case 'duration':
      return durationSql(each.op, bind(each.value));
    case 'intervals':
    case 'confidence':
      return `fact.${each.field} ${each.op} ${bind(each.value)}`;
    case 'changed':
      break;
  }
  return changedSql(each.op, Date.parse(each.value), bind);
}

const HAS = {
  intervals: 'fact.intervals > 0',
  suggestions: 'fact.pending > 0',
  comments: 'fact.comments > 0',
  'open-comments': 'fact.open_comments > 0',
  'off-grid': 'fact.off_grid > 0',
  warnings: `fact.video IN (SELECT key FROM video WHERE warnings <> '[]')`,
} as const;

/** "Shorter" and "longer" than a number need the shortest and the longest interval only; "as long as" needs to look. */
function durationSql(op: Condition['op'], value: string): string {
  if (op === '<' || op === '<=') return `fact.shortest ${op} ${value}`;
  if (op === '>' || op === '>=') return `fact.longest ${op} ${value}`;
  return `(fact.shortest <= ${value} AND fact.longest >= ${value} AND EXISTS (SELECT 1 FROM interval
    JOIN item ON item.key = interval.item JOIN video ON video.key = item.video
    WHERE interval.item = fact.item AND (interval.end_tick - interval.start_tick) * 1.0 * timebase_num / timebase_den = ${value}))`;
}

function changedSql(op: Condition['op'], day: number, bind: Bind): string {
  const [from, to] = [bind(day), bind(day + DAY_MS)];
  switch (op) {
    case '<':
      return `fact.changed_at < ${from}`;
    case '<=':
      return `fact.changed_at < ${to}`;
    case '>':
      return `fact.changed_at >= ${to}`;
    case '>=':
      return `fact.changed_at >= ${from}`;
    case '=':
      break;
  }
  return `(fact.changed_at >= ${from} AND fact.changed_at < ${to})`;
}

/** Fewer letters than the index has in one entry. */
const SHORT = 3;

/**
 * In the item's texts, its label or its video's names; `text` in lower case. Three letters or more are looked up in the index
 * (a phrase of its trigrams is exactly that part of the text), fewer by reading the texts.
 */
export function textSql(text: string, bind: Bind): string {
  const raw = bind(text);
  return `(fact.item IN ${itemsWithText(text, bind)}
    OR fact.label IN (SELECT key FROM label WHERE instr(search, ${raw}) > 0)
    OR fact.video IN (SELECT key FROM video WHERE instr(search, ${raw}) > 0))`;
}

/** A subquery of the keys of items that have `text`, in lower case, in texts of their own. */
export function itemsWithText(text: string, bind: Bind): string {
  return Array.from(text).length < SHORT
    ? `(SELECT key FROM item WHERE instr(search, ${bind(text)}) > 0)`
    : `(SELECT rowid FROM item_text WHERE item_text MATCH ${bind(`"${text.replaceAll('"', '""')}"`)})`;
}
