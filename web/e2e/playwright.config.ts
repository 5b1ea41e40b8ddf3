import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** Journeys that change the settings of the whole organisation, or depend on them: one at a time. */
const organisationWide = ['settings.spec.ts', 'main-job.spec.ts'];

// biome-ignore lint/style/noDefaultExport: Playwright reads the default export.
export default defineConfig({
  testDir: import.meta.dirname,
  // Traces and screenshots of journeys that failed.
  outputDir: join(process.env.LOGS ?? join(import.meta.dirname, '../../var/log'), 'e2e'),
  reporter: [['list'], [join(import.meta.dirname, 'closing-reporter.ts')]],
  forbidOnly: true,
  retries: 0,
  // The journeys share one server and, mostly, a small machine.
  workers: 2,
  fullyParallel: true,
  // For the longest, over all pages, on a machine that is busy with something else too.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL: process.env.REGULARS_URL,
    actionTimeout: 30_000,
    navigationTimeout: 30_000,
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      // Installed by need.sh; nothing is downloaded.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    { name: 'organisation', testMatch: organisationWide, workers: 1 },
    { name: 'journeys', testIgnore: organisationWide },
  ],
});
