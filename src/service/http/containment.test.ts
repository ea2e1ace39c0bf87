import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveInside } from './containment.ts';

let base: string;
let root: string;

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'contain-')));
  root = join(base, 'page');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(base, 'page-secret'));
  await writeFile(join(root, 'index.html'), 'page');
  await writeFile(join(root, 'assets', 'app.js'), 'code');
  await writeFile(join(root, 'assets', 'ünï cödé.js'), 'code');
  await writeFile(join(base, 'secret.txt'), 'secret');
  await writeFile(join(base, 'page-secret', 'secret.txt'), 'secret');
  await symlink(join(base, 'secret.txt'), join(root, 'assets', 'out.txt'));
  await symlink(base, join(root, 'up'));
  await symlink(join(root, 'index.html'), join(root, 'assets', 'in.html'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

describe('resolveInside', () => {
  it.each([
    ['/index.html', 'index.html'],
    ['index.html', 'index.html'],
    ['//assets//app.js', `assets${sep}app.js`],
    ['/assets/%C3%BCn%C3%AF%20c%C3%B6d%C3%A9.js', `assets${sep}ünï cödé.js`],
    ['/assets/in.html', 'index.html'],
  ])('finds %s', async (path, expected) => {
    expect(await resolveInside(root, path)).toBe(join(root, expected));
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fpage-secret/secret.txt',
    '/../page-secret/secret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/%252e%252e/secret.txt',
    '/index.html%00.png',
    '/\u0000',
    '/assets/out.txt',
    '/up/secret.txt',
    '/up/page-secret/secret.txt',
    '//server/share/x',
    '/\\\\server\\share',
    '/C:/windows/win.ini',
    '/c%3a%5cwindows',
    '/con',
    '/NUL.txt',
    '/assets/com1.js',
    '/LPT9',
    '/./index.html',
    '/missing.js',
    '/%',
    '/%c3%28',
  ])('refuses %j', async (path) => {
    expect(await resolveInside(root, path)).toBeNull();
  });

  it('whatever is asked, the answer lies inside', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2E.',
      '/',
      '//',
      '\\',
      '%5c',
      '%2f',
      '%00',
      'up',
      'assets',
      'out.txt',
      'app.js',
      'index.html',
      'page-secret',
      'secret.txt',
      'page',
      'con',
      'C:',
      '~',
      '%c0%ae',
      'INDEX.HTML',
      ' ',
      '?',
      '#',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
          fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('/')),
          fc.string(),
        ),
        async (path) => {
          const found = await resolveInside(root, path);
          if (found !== null) expect(found === root || found.startsWith(root + sep)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
