import type { Translated } from '../translated.ts';
import type { app as english } from '../en/app.ts';

export const app = {
  commandsLabel: '命令',
  findCommand: '查找命令',
  noCommand: '没有这个命令。',
} as const satisfies Translated<typeof english>;
