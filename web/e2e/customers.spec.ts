import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { test as base, expect, fitsSideways, settled } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

/** Whom the journeys look for: all of them have the mark in their names. */
interface Group {
  mark: string;
  phone: string;
}

const test = base.extend<object, { group: Group }>({
  group: [
    async ({ api }, use) => {
      const mark = unique('z');
      const phone = uniquePhone();
      await api.post('/customers', { name: `欧阳${mark}`, phone, city: '苏州', source: 'walk_in' });
      const items = Array.from({ length: 55 }, (_, index) => ({
        name: `Row ${mark} ${String(index).padStart(2, '0')}`,
      }));
      for (const item of items) await api.post('/customers', item);
      await use({ mark, phone });
    },
    { scope: 'worker' },
  ],
});

const rows = 'table a.row-link';

test('searches by one Chinese character and by the end of a phone number', async ({
  group: { mark, phone },
  open,
}) => {
  const page = await open('/customers');
  await page.getByRole('searchbox', { name: 'Name, phone or card number' }).fill('欧');
  await expect(page.getByRole('link', { name: `欧阳${mark}` })).toBeVisible();
  await expect(page).toHaveURL(/q=%E6%AC%A7/);
  await page.getByRole('searchbox', { name: 'Name, phone or card number' }).fill(phone.slice(-6));
  await expect(page).toHaveURL(new RegExp(phone.slice(-6)));
  await expect(page.getByRole('link', { name: `欧阳${mark}` })).toBeVisible();
});

test('keeps filters and sort in the URL, over reload and back', async ({ group: { mark }, open }) => {
  const page = await open(`/customers?q=${mark}`);
  await page.getByRole('button', { name: 'Prospect' }).click();
  await expect(page).toHaveURL(/status=prospect/);
  await page.getByRole('button', { name: 'Name', exact: true }).click();
  await expect(page).toHaveURL(/sort=name/);
  await settled(page);
  const first = page.locator(rows).first();
  await expect(first).toHaveText(`Row ${mark} 00`);
  await page.reload();
  await settled(page);
  await expect(first).toHaveText(`Row ${mark} 00`);
  await expect(page.getByRole('button', { name: 'Prospect' })).toHaveAttribute('aria-pressed', 'true');
  await first.click();
  await expect(page.getByRole('heading', { level: 1, name: `Row ${mark} 00` })).toBeVisible();
  await page.goBack();
  await expect(first).toHaveText(`Row ${mark} 00`);
  await page.goBack();
  await expect(page).not.toHaveURL(/sort=name/);
});

test('counts, loads more while one scrolls, and comes back to the same place', async ({
  group: { mark },
  open,
}) => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  await expect(page.getByText('56 customers match')).toBeVisible();
  const table = page.getByRole('table', { name: 'Customers' });
  await expect(table).toHaveAttribute('aria-rowcount', '51');
  await page.mouse.wheel(0, 5_000);
  await expect(table).toHaveAttribute('aria-rowcount', '57');
  await expect(page).toHaveURL(/cursor=/);
  const last = page.getByRole('link', { name: `Row ${mark} 54` });
  await last.scrollIntoViewIfNeeded();
  await settled(page);
  const place = await page.evaluate(() => scrollY);
  await last.click();
  await expect(page.getByRole('heading', { level: 1, name: `Row ${mark} 54` })).toBeVisible();
  await page.goBack();
  await expect(last).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(place);
  await page.reload();
  await page.getByRole('button', { name: 'Back to the beginning' }).click();
  await expect(page.locator(rows).first()).toHaveText(`Row ${mark} 00`);
});

/** Nothing lies over what has the focus. */
const inTheClear = (page: Page) =>
  page.evaluate(() => {
    const box = document.activeElement?.getBoundingClientRect() ?? new DOMRect();
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return document.activeElement?.contains(hit) ?? false;
  });

test('holds only the rows near the window, and every row by keyboard', async ({ api, open }) => {
  const many = unique('many');
  const items = Array.from({ length: 600 }, (_, index) => ({
    name: `${many} ${String(index).padStart(3, '0')}`,
  }));
  await api.post('/customers/batch', { items });
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
    await expect.poll(() => page.locator(rows).count()).toBeLessThan(150);
    await expect(name(0)).toHaveCount(0);
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await page.keyboard.press('Home');
    await expect.poll(focused).toBe(`${many} 000`);
    await expect.poll(() => inTheClear(page)).toBe(true);
    // Elsewhere a row may be half under the bar at the top, which axe takes for a small target.
    await page.evaluate(() => scrollTo(0, 0));
    expect(await violations(page)).toEqual([]);
    for (let step = 1; step <= 60; step += 1) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(focused).toBe(`${many} ${String(step).padStart(3, '0')}`);
    }
    await expect.poll(() => inTheClear(page)).toBe(true);
    await expect(page.locator('tr:has(:focus)')).toHaveAttribute('aria-rowindex', '62');
    await page.keyboard.press('End');
    await expect.poll(focused).toBe(`${many} 599`);
    expect(await fitsSideways(page)).toBe(true);
  }
});

test('saves the list as a file that the browser reads by itself', async ({ group: { mark }, open }) => {
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

test('starts at the beginning when the cursor in the URL is no good any more', async ({
  group: { mark },
  open,
}) => {
  const page = await open(`/customers?q=${mark}&sort=name&cursor=old`);
  await expect(page.locator(rows).first()).toHaveText(`Row ${mark} 00`);
  await expect(page).not.toHaveURL(/cursor=/);
});

test('says that there are more than were counted', async ({ open }) => {
  const page = await open('/tasks');
  await page.route('**/v1/customers/count*', (route) =>
    route.fulfill({ json: { count: 10_000, is_exact: false } }),
  );
  await page.goto('/customers');
  await expect(page.getByText('More than 10,000 customers match')).toBeVisible();
});

test('says what to do when nothing matches', async ({ open }) => {
  const page = await open(`/customers?q=${unique('nobody')}`);
  await expect(page.getByText('No customers match')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(page.locator(rows)).not.toHaveCount(0);
});

test('saves what the list shows under a name, and leads back to it', async ({ group: { mark }, open }) => {
  const page = await open(`/customers?q=${mark}`);
  await page.getByRole('button', { name: 'Prospect' }).click();
  await page.getByRole('button', { name: 'Save view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save view' });
  const name = unique('View ');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const chip = page.getByRole('group', { name: 'Saved views' }).getByRole('link', { name });
  await expect(chip).toHaveAttribute('aria-current', 'true');
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Prospect' }).click();
  await expect(chip).toHaveAttribute('aria-current', 'false');
  await chip.click();
  await expect(page).toHaveURL(/status=prospect/);
  await page.reload();
  await expect(chip).toHaveAttribute('aria-current', 'true');
  await page.getByRole('button', { name: 'Delete view' }).click();
  await page
    .getByRole('dialog', { name: 'Delete view' })
    .getByRole('button', { name: 'Delete view' })
    .click();
  await expect(chip).toHaveCount(0);
});

test('puts a tag on the customers that are ticked', async ({ group: { mark }, open }) => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  await page.getByRole('checkbox', { name: `Select Row ${mark} 00` }).check();
  await page.getByRole('checkbox', { name: `Select Row ${mark} 01` }).check();
  const bar = page.getByRole('region', { name: 'Change many' });
  await expect(bar.getByText('2 selected')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await bar.getByRole('button', { name: 'Change many' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change many' });
  await dialog.getByRole('button', { name: 'Change 2 customers' }).click();
  await expect(dialog.getByText('Enter a tag or choose an owner')).toBeVisible();
  const tag = unique('tag');
  await dialog.getByLabel('Add tags').fill(tag);
  await dialog.getByRole('button', { name: 'Change 2 customers' }).click();
  await expect(bar).toHaveCount(0);
  await page.goto(`/customers?tag=${tag}`);
  await expect(page.getByText('2 customers match')).toBeVisible();
});

test('walks from one customer of the list to the next, and back to the list', async ({
  group: { mark },
  open,
}) => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  const heading = (number: string) => page.getByRole('heading', { level: 1, name: `Row ${mark} ${number}` });
  await page.locator(rows).first().click();
  await expect(heading('00')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Previous customer' })).toBeDisabled();
  await page.getByRole('button', { name: 'Next customer' }).click();
  await expect(heading('01')).toBeVisible();
  await page.getByRole('button', { name: 'Next customer' }).click();
  await expect(heading('02')).toBeVisible();
  await page.getByRole('button', { name: 'Previous customer' }).click();
  await expect(heading('01')).toBeVisible();
  await page.goBack();
  await expect(page.locator(rows).first()).toHaveText(`Row ${mark} 00`);
});
