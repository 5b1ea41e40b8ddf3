/** axe in the page, once that has settled: WCAG 2.2 A and AA, and the best practices. */
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { settled } from './harness.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function violations(page: Page): Promise<string[]> {
  await settled(page);
  await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: only });
    return found.violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
    );
  }, tags);
}
