import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { resolveInside } from './containment.ts';
import { sendSentence } from './headers.ts';
import { sendFile } from './send-file.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Serves the built page from `root`; any path without a file ending is the page itself. */
export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  urlPath: string,
): Promise<void> {
  const path = await pageFile(root, urlPath);
  if (path === null) {
    sendSentence(response, 404, 'There is nothing at this address.');
    return;
  }
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  // The bundler puts a hash into the names under assets/, so those never change; the page itself must be asked for anew.
  const cacheControl = urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
  const goneSentence = 'The page is not built. Run “npm run build” in the checkout.';
  await sendFile(request, response, { path, type, cacheControl, goneSentence });
}

async function pageFile(root: string, urlPath: string): Promise<string | null> {
  if (extname(urlPath) === '') return join(root, 'index.html');
  const path = await resolveInside(root, urlPath);
  if (path === null) return null;
  return (await stat(path)).isFile() ? path : null;
}
