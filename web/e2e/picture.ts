/** Pictures of the running product: journeys take them when PICTURES names a folder, see `make pictures`. */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, settled } from './harness.ts';
import { unique } from './names.ts';

const folder = process.env.PICTURES;

/** A name as it is to be seen in a picture; one that nobody else has where none is taken. */
export const named = (name: string): string => (folder ? name.trim() : unique(name));

/** The window as it is, or from the place that is named on. */
export async function picture(page: Page, name: string, from?: Locator): Promise<void> {
  if (!folder) return;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  // What was said in passing is gone after a while.
  await expect(page.locator('.notice')).toHaveCount(0);
  if (from) await from.evaluate((part) => part.scrollIntoView({ block: 'start' }));
  else await page.evaluate(() => scrollTo(0, 0));
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
