import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { root } from './root.ts';

/** Packages whose code is shipped, in the page's bundle or beside the programs; their own dependencies follow from them. */
const shipped = [
  '@bufbuild/protobuf',
  '@emotion/react',
  '@emotion/styled',
  '@fontsource-variable/inter',
  '@hookform/resolvers',
  '@huggingface/jinja',
  '@huggingface/tokenizers',
  '@mui/icons-material',
  '@mui/material',
  '@mui/x-charts',
  '@tanstack/react-query',
  '@tanstack/react-virtual',
  '@trpc/client',
  '@trpc/server',
  '@trpc/tanstack-react-query',
  'better-sqlite3',
  'cli-progress',
  'cli-table3',
  'commander',
  'mediabunny',
  'onnxruntime-node',
  'react',
  'react-dom',
  'react-hook-form',
  'react-resizable-panels',
  'ws',
  'zod',
  'zustand',
];

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
});

function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
    if (folder === root) return null;
  }
}

function licenseText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(name));
  return file === undefined
    ? ''
    : readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

/** The text of THIRD_PARTY_NOTICES.md for what is installed now: every shipped package, its licence, and each licence text once. */
export function noticesText(): string {
  const found = new Map<string, { license: string; text: string }>();
  const queue = shipped.map((name) => ({ name, from: root }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const folder = findPackage(next.name, next.from);
    if (folder === null) continue;
    const manifest = manifestSchema.parse(
      JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')),
    );
    const id = `${manifest.name} ${manifest.version}`;
    if (found.has(id)) continue;
    found.set(id, { license: manifest.license ?? 'see its licence text', text: licenseText(folder) });
    // Types are for the compiler only and never shipped.
    for (const name of Object.keys(manifest.dependencies ?? {}))
      if (!name.startsWith('@types/')) queue.push({ name, from: folder });
  }
  const rows = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const byText = Map.groupBy(rows, ([, entry]) => entry.text);
  const lines = [
    '# Third-party notices',
    '',
    'TempR1 Studio ships or bundles the packages below. This file is generated (`node scripts/make-notices.ts`); a test fails when it is stale.',
    'ffmpeg is a separate program with its own licence: `resources/licenses/ffmpeg`. Electron and Node.js carry their licence files in their own folders.',
    '',
    '| package | licence |',
    '| --- | --- |',
    ...rows.map(([id, { license }]) => `| ${id} | ${license} |`),
    '',
    '# Licence texts',
  ];
  for (const [text, owners] of byText) {
    if (text === '') continue;
    lines.push(
      '',
      `## ${owners.map(([id]) => id).join(', ')}`,
      '',
      '```text',
      text.replaceAll('```', "'''"),
      '```',
    );
  }
  return `${lines.join('\n')}\n`;
}
