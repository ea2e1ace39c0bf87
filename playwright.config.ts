import { existsSync } from 'node:fs';
import { defineConfig, type PlaywrightTestConfig } from 'playwright/test';

// The services under test run on this very Node, and SQLite's binary needs a newer one than the system may have.
if (Number(process.versions.node.split('.')[0]) < 22)
  throw new Error('Run the end-to-end tests with "npm run e2e" or "npm test", which choose the right Node.');

/** The Chromium of the system where there is one, else the one that `npx playwright install chromium` brought. */
const system = [process.env['TEMPR1_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (file) => file !== undefined && existsSync(file),
);

const config: PlaywrightTestConfig = {
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 720 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(system === undefined ? {} : { executablePath: system }),
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
};

export default defineConfig(config);
