import { createServer, type ViteDevServer } from 'vite';
import { violations } from './axe.ts';
import { test as base, expect, fitsSideways, settled } from './harness.ts';
import { base as api } from './server.ts';

/** The console as `npm run dev` serves it, with the server of the journeys behind it. */
const test = base.extend<object, { dev: string }>({
  dev: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for the pattern.
    async ({}, use, worker) => {
      const server: ViteDevServer = await createServer({
        configFile: false,
        root: new URL('..', import.meta.url).pathname,
        cacheDir: `node_modules/.vite-journeys-${worker.workerIndex}`,
        json: { namedExports: false },
        logLevel: 'error',
        server: { host: '127.0.0.1', port: 0, hmr: false, proxy: { '/v1': api } },
      });
      await server.listen();
      const url = server.resolvedUrls?.local[0] ?? '';
      await use(url.replace(/\/$/, ''));
      await server.close();
    },
    { scope: 'worker' },
  ],
});

for (const theme of ['light', 'dark'] as const) {
  test(`has no finding of axe in the guide of components, ${theme}`, async ({ dev, open }) => {
    const page = await open('/', { theme });
    // The cookie of the session is for the host, whatever the port.
    await page.goto(`${dev}/styleguide`);
    await page.evaluate((name) => localStorage.setItem('regulars.theme', name), theme);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'Styleguide' })).toBeVisible();
    // One skeleton is part of the guide, so it is never settled as a whole.
    await page.evaluate(() => document.querySelector('.skeleton')?.removeAttribute('aria-busy'));
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open a dialog' }).click();
    await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 320, height: 820 });
    expect(await fitsSideways(page)).toBe(true);
  });
}

test('leaves the guide of components out of what is installed', async ({ open }) => {
  const page = await open('/styleguide');
  await settled(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Styleguide' })).toHaveCount(0);
});
