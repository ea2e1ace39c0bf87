import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const RENDERER = path.join(import.meta.dirname, '..');

/** Attributes that are read or heard. */
const SPOKEN = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'label',
  'alt',
  'helperText',
]);

/** Names that are the same in every language, units, and file names. */
const NAMES = /^(?:TempR1 Studio|GRPO|TG|DTG|VHD|GVQA|TAL|ffmpeg|kbd|x|s|fps|px)$/u;

interface Node {
  readonly type: string;
  readonly start: number;
}

function isNode(value: unknown): value is Node & Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isText(text: string): boolean {
  const said = text.replaceAll(/\s+/gu, ' ').trim();
  return /\p{L}{2,}/u.test(said) && !NAMES.test(said);
}

/** String literals that an expression may come to: itself, either side of a choice, the texts of a template. */
function literals(node: unknown): string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return Array.isArray(node['quasis'])
        ? node['quasis'].flatMap((each: unknown) => {
            const value: unknown = isNode(each) ? each['value'] : null;
            return typeof value === 'object' &&
              value !== null &&
              'raw' in value &&
              typeof value.raw === 'string'
              ? [value.raw]
              : [];
          })
        : [];
    case 'ConditionalExpression':
      return [...literals(node['consequent']), ...literals(node['alternate'])];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node['operator'] === '&&'
        ? literals(node['right'])
        : node['operator'] === '+' || node['operator'] === '??' || node['operator'] === '||'
          ? [...literals(node['left']), ...literals(node['right'])]
          : [];
    case 'ParenthesizedExpression':
    case 'JSXExpressionContainer':
      return literals(node['expression']);
    default:
      return [];
  }
}

function walk(node: unknown, visit: (node: Node & Record<string, unknown>) => void): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, visit);
    return;
  }
  if (!isNode(node)) return;
  visit(node);
  for (const value of Object.values(node)) if (typeof value === 'object') walk(value, visit);
}

/** Texts in JSX that do not come from message keys: between tags, or in an attribute that is read or heard. */
export function untranslated(file: string, source: string): string[] {
  const found: string[] = [];
  const { program } = parseSync(file, source);
  walk(program, (node) => {
    if (node.type === 'JSXText' && typeof node['value'] === 'string' && isText(node['value']))
      found.push(node['value'].trim());
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of Array.isArray(node['children']) ? node['children'] : [])
        if (isNode(child) && child.type === 'JSXExpressionContainer')
          found.push(...literals(child).filter(isText));
    if (node.type !== 'JSXAttribute') return;
    const { name } = node;
    if (isNode(name) && typeof name['name'] === 'string' && SPOKEN.has(name['name']))
      found.push(...literals(node['value']).filter(isText));
  });
  return found;
}

function components(): string[] {
  return readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted();
}

describe('texts in components', () => {
  it('are found wherever they hide', () => {
    const told = (jsx: string): string[] => untranslated('a.tsx', `const a = ${jsx};`);
    expect(told('<p>Hello there</p>')).toEqual(['Hello there']);
    expect(told('<p>{a ? "Yes please" : t("no")}</p>')).toEqual(['Yes please']);
    expect(told('<p>{a && `${n} items`}</p>')).toEqual([' items']);
    expect(told('<b aria-label="Close it" />')).toEqual(['Close it']);
    expect(told('<b title={`Undo: ${x}`} />')).toEqual(['Undo: ']);
    expect(told('<b id="close" sx={{ p: "Close it" }}>{t("close")} · {n} TG</b>')).toEqual([]);
  });

  it('come from message keys, in every file', () => {
    const bare = components().flatMap((file) =>
      untranslated(file, readFileSync(path.join(RENDERER, file), 'utf8')).map((text) => `${file}: ${text}`),
    );
    expect(bare).toEqual([]);
  });
});
