import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test as base, type Page } from 'playwright/test';
import { z } from 'zod';
import { root } from '../../scripts/lib/root.ts';
import type { pageSettings } from '../../src/service/contract/page-settings.ts';

const readyLine = z.object({ url: z.url(), entryUrl: z.url(), port: z.int() });

/** The real service in its own process, as `npm start` runs it, with a configuration folder of its own. */
export class Studio {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'tempr1-e2e-'));
  readonly #entry: string;
  #child: ChildProcess | null = null;
  #log = '';

  /** @param entry the service's program: its source, or the bundle that ships */
  constructor(entry = 'src/service/main.ts') {
    this.#entry = entry;
    // Somebody who has seen the tour: it would stand before what a test looks at.
    this.setPage({ tour: { state: 'skipped', step: 0 } });
  }

  /** Settings of the page as they lie on the machine before the service starts; replaces those there. */
  setPage(page: Partial<z.infer<typeof pageSettings>>): void {
    const dir = path.join(this.folder, 'config');
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'settings.json'), JSON.stringify({ page }));
  }

  /** Starts (or starts again) the service; answers with the address that opens the page once. */
  async start(project?: string): Promise<string> {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        path.join(root, this.#entry),
        ...(project === undefined ? [] : ['--project', project]),
      ],
      {
        env: { ...process.env, TEMPR1_CONFIG_DIR: path.join(this.folder, 'config'), HOME: this.folder },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child = child;
    child.stderr.on('data', (text: Buffer) => (this.#log += text.toString()));
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', (line) => {
        const parsed = readyLine.safeParse(JSON.parse(line));
        if (parsed.success) resolve(parsed.data.entryUrl);
        else reject(new Error(line));
      });
      child.once('exit', (code) => {
        reject(new Error(`The service ended with ${code}: ${this.#log}`));
      });
    });
  }

  /** What the service wrote to its error output: must stay empty when nothing of ours failed. */
  get log(): string {
    return this.#log;
  }

  /** Ends the service: politely, or as a power cut would. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Fixtures {
  readonly studio: Studio;
  /** Everything that a healthy page never says: errors, warnings, failed requests, refused content. */
  readonly complaints: string[];
}

/** A test with its own service; it fails when the page complained in the console or the service logged a failure. */
export const test = base.extend<Fixtures>({
  studio: async ({ page }, use) => {
    const studio = new Studio();
    await use(studio);
    // The page leaves before its service does, else it rightly complains of the loss.
    await page.goto('about:blank');
    const { log } = studio;
    await studio.remove();
    expect(log, 'the service logged a failure').toBe('');
  },
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await use(complaints);
      expect(complaints, 'the page complained').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect } from 'playwright/test';

/** Opens the page and makes the sample project through the start screen, as a new user would. */
export async function openSample(page: Page, studio: Studio): Promise<void> {
  await page.goto(await studio.start());
  await page.getByRole('button', { name: /try the sample/i }).click();
  await expect(page.getByRole('option', { name: /cheetah-train-01/ })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('timecode')).toHaveText(/0:00\.000/);
}

/** Runs an action of the palette by its title, the way that works for every action. */
export async function runAction(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page
    .getByRole('combobox', { name: 'Find a command' })
    .or(page.getByLabel('Find a command').last())
    .first()
    .fill(title);
  await page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first().click();
}

/** Where the pictures of this run go; `TEMPR1_PICTURES=1` also renews those in docs/pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  const folders = [path.join(root, 'test-results', 'pictures')];
  if (process.env['TEMPR1_PICTURES'] === '1') folders.push(path.join(root, 'docs', 'pictures'));
  for (const folder of folders)
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
