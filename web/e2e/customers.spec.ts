import { beforeAll, expect, it } from 'vitest';
import { api, open, settled, unique, uniquePhone } from './harness.ts';

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

it('counts, loads more, and comes back to the same place', async () => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  await page.getByText('56 customers match').waitFor();
  expect(await page.locator(rows).count()).toBe(50);
  await page.getByRole('button', { name: 'Load more' }).click();
  await expect.poll(() => page.locator(rows).count()).toBe(56);
  expect(page.url()).toContain('cursor=');
  await page.locator(rows).nth(53).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goBack();
  await expect.poll(() => page.locator(rows).count()).toBe(56);
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
  await page.reload();
  await page.getByRole('button', { name: 'Back to the beginning' }).click();
  await expect.poll(() => page.locator(rows).first().textContent()).toBe(`Row ${mark} 00`);
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
