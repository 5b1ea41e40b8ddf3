import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { api, fitsSideways, open, settled, unique, uniquePhone } from './harness.ts';

const mark = unique('z');
const phone = uniquePhone();

beforeAll(async () => {
  await api('POST', '/customers', { name: `欧阳${mark}`, phone, city: '苏州', source: 'walk_in' });
  for (let index = 0; index < 55; index += 1) {
    await api('POST', '/customers', { name: `Row ${mark} ${String(index).padStart(2, '0')}` });
  }
});

const rows = 'table a.row-link';

it('searches by one Chinese character and by the end of a phone number', async () => {
  const page = await open('/customers');
  await page.getByRole('searchbox', { name: 'Name, end of phone, or card' }).fill('欧');
  await page.getByRole('link', { name: `欧阳${mark}` }).waitFor();
  await expect.poll(() => page.url()).toContain('q=%E6%AC%A7');
  await page.getByRole('searchbox', { name: 'Name, end of phone, or card' }).fill(phone.slice(-6));
  await expect.poll(() => page.url()).toContain(phone.slice(-6));
  await page.getByRole('link', { name: `欧阳${mark}` }).waitFor();
});

it('keeps filters and sort in the URL, over reload and back', async () => {
  const page = await open(`/customers?q=${mark}`);
  await page.getByRole('button', { name: 'Prospect' }).click();
  await expect.poll(() => page.url()).toContain('status=prospect');
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect.poll(() => page.url()).toContain('sort=name');
  await settled(page);
  const first = page.locator(rows).first();
  await expect.poll(() => first.textContent()).toBe(`Row ${mark} 00`);
  await page.reload();
  await settled(page);
  expect(await first.textContent()).toBe(`Row ${mark} 00`);
  expect(await page.getByRole('button', { name: 'Prospect' }).getAttribute('aria-pressed')).toBe('true');
  await first.click();
  await page.getByRole('heading', { level: 1, name: `Row ${mark} 00` }).waitFor();
  await page.goBack();
  await expect.poll(() => first.textContent()).toBe(`Row ${mark} 00`);
  await page.goBack();
  await expect.poll(() => page.url()).not.toContain('sort=name');
});

it('counts, loads more while one scrolls, and comes back to the same place', async () => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  await page.getByText('56 customers match').waitFor();
  const table = page.getByRole('table', { name: 'Customers' });
  expect(await table.getAttribute('aria-rowcount')).toBe('51');
  await page.mouse.wheel(0, 5_000);
  await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('57');
  await expect.poll(() => page.url()).toContain('cursor=');
  const last = page.getByRole('link', { name: `Row ${mark} 54` });
  await last.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => scrollY);
  await last.click();
  await page.getByRole('heading', { level: 1, name: `Row ${mark} 54` }).waitFor();
  await page.goBack();
  await last.waitFor();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(place);
  await page.reload();
  await page.getByRole('button', { name: 'Back to the beginning' }).click();
  await expect.poll(() => page.locator(rows).first().textContent()).toBe(`Row ${mark} 00`);
});

/** Nothing lies over what has the focus. */
const inTheClear = (page: Page) =>
  page.evaluate(() => {
    const box = document.activeElement?.getBoundingClientRect() ?? new DOMRect();
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return document.activeElement?.contains(hit) ?? false;
  });

it('holds only the rows near the window, and every row by keyboard', async () => {
  const many = unique('many');
  const items = Array.from({ length: 600 }, (_, index) => ({
    name: `${many} ${String(index).padStart(3, '0')}`,
  }));
  await api('POST', '/customers/batch', { items });
  for (const width of [1280, 320]) {
    const page = await open(`/customers?q=${many}&sort=name`, { width });
    const table = page.getByRole('table', { name: 'Customers' });
    for (let loaded = 51; loaded < 601; ) {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await expect
        .poll(async () => Number(await table.getAttribute('aria-rowcount')))
        .toBeGreaterThan(loaded);
      loaded = Number(await table.getAttribute('aria-rowcount'));
    }
    const name = (index: number) =>
      page.getByRole('link', { name: `${many} ${String(index).padStart(3, '0')}` });
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await name(599).focus();
    expect(await page.locator(rows).count()).toBeLessThan(150);
    expect(await name(0).count()).toBe(0);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await page.keyboard.press('Home');
    await expect.poll(focused).toBe(`${many} 000`);
    expect(await inTheClear(page)).toBe(true);
    // Elsewhere a row may be half under the bar at the top, which axe takes for a small target.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await violations(page)).toEqual([]);
    for (let step = 1; step <= 60; step += 1) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(focused).toBe(`${many} ${String(step).padStart(3, '0')}`);
    }
    expect(await inTheClear(page)).toBe(true);
    expect(await page.locator('tr:has(:focus)').getAttribute('aria-rowindex')).toBe('62');
    await page.keyboard.press('End');
    await expect.poll(focused).toBe(`${many} 599`);
    expect(await fitsSideways(page)).toBe(true);
  }
});

it('saves the list as a file that the browser reads by itself', async () => {
  const page = await open(`/customers?q=${mark}`);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('customers.csv');
  expect(file.url()).toContain('/v1/exports/customers?');
  const text = await readFile(await file.path(), 'utf8');
  expect(text).toContain(`欧阳${mark}`);
  expect(text.trimEnd().split('\r\n').at(-1)).toMatch(/^#count,56,/);
});

it('starts at the beginning when the cursor in the URL is no good any more', async () => {
  const page = await open(`/customers?q=${mark}&sort=name&cursor=old`);
  await expect.poll(() => page.locator(rows).first().textContent()).toBe(`Row ${mark} 00`);
  expect(page.url()).not.toContain('cursor=');
});

it('says what to do when nothing matches', async () => {
  const page = await open(`/customers?q=${unique('nobody')}`);
  await page.getByText('No customer matches').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect.poll(() => page.locator(rows).count()).toBeGreaterThan(0);
});
