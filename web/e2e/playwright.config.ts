import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

/** Journeys that change the settings of the whole organisation, or depend on them: one at a time. */
const organisationWide = ['settings.spec.ts', 'main-job.spec.ts'];

/**
 * Chromium starts the lists of its address bar anew, as two more pages, in every window: nobody sees them here. Of several
 * such switches the last one counts, so this one repeats what Playwright itself turns off.
 */
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

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
  // All bounds allow for a machine that is busy with something else too; the longest journeys go over all pages.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  use: {
    baseURL: process.env.REGULARS_URL,
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
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
        `--disable-features=${disabledFeatures.join(',')}`,
      ],
    },
  },
  projects: [
    { name: 'organisation', testMatch: organisationWide, workers: 1 },
    { name: 'journeys', testIgnore: organisationWide },
  ],
});
