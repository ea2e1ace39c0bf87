import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron as electron, expect, test } from 'playwright/test';
import { electronBinary } from '../scripts/lib/electron-binary.ts';
import { root } from '../scripts/lib/root.ts';

/**
 * The real shell. It stays in the list so that a report shows when it did not run; REQUIRE_ELECTRON=1 makes a missing binary a
 * failure instead of a skip.
 */
const binary = electronBinary();
const mustRun = process.env['REQUIRE_ELECTRON'] === '1';

test('the real Electron shell opens a project, and its page has no power of its own', async () => {
  test.skip(
    binary === null && !mustRun,
    'NOT RUN: the Electron binary is not here (npm run setup:electron fetches it)',
  );
  if (binary === null) throw new Error('REQUIRE_ELECTRON=1, but the Electron binary is not here.');
  const config = mkdtempSync(path.join(tmpdir(), 'tempr1-electron-'));
  cpSync(path.join(root, 'resources/sample'), path.join(config, 'sample'), { recursive: true });
  const application = await electron.launch({
    executablePath: binary,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
    env: { ...process.env, TEMPR1_CONFIG_DIR: config },
  });
  const page = await application.firstWindow();
  await expect(page.getByRole('button', { name: /sample/i })).toBeVisible();
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  expect(new URL(page.url()).search).toBe('');
  expect(
    await page.evaluate(() => [
      typeof Reflect.get(globalThis, 'process'),
      typeof Reflect.get(globalThis, 'require'),
    ]),
  ).toEqual(['undefined', 'undefined']);
  expect(
    await page.evaluate(() => Object.keys(Reflect.get(globalThis, 'tempr1Shell') ?? {}).toSorted()),
  ).toEqual(['onAction', 'onOpenProject', 'pickFile', 'pickFolder', 'pickSavePath', 'reveal', 'setMenu']);
  await application.close();
});
