import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { api, open, settled, unique, uniquePhone } from './harness.ts';

const mark = unique('kb');

beforeAll(async () => {
  await api('POST', '/customers', { name: `Anna ${mark}` });
  await api('POST', '/customers', { name: `Berta ${mark}` });
});

const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim(),
  );

it('finds a customer from anywhere with a few keys', async () => {
  const page = await open('/');
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'Command palette' }).waitFor();
  await page.keyboard.type(`Berta ${mark}`);
  await page.getByRole('option', { name: `Berta ${mark}` }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Berta ${mark}` }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Command palette' }).waitFor();
  await page.keyboard.type('Units');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Units' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
});

it('looks somebody up at the counter by the whole phone number, masked', async () => {
  const phone = uniquePhone();
  await api('POST', '/customers', { name: `Clara ${mark}`, phone });
  const page = await open('/');
  await page.keyboard.press('/');
  await page.keyboard.type(phone);
  await page.getByRole('option', { name: /Look up chain-wide by phone/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Look-up at the counter' });
  await dialog.getByText('this look-up is logged').waitFor();
  expect(await dialog.textContent()).not.toContain(phone);
});

it('leaves what can be clicked where it is when the customers come, and opens who was found', async () => {
  const phone = uniquePhone();
  await api('POST', '/customers', { name: `Dora ${mark}`, phone });
  const page = await open('/');
  await page.keyboard.press('/');
  await page.keyboard.type(phone);
  const lookUp = page.getByRole('option', { name: /Look up chain-wide by phone/ });
  await lookUp.waitFor();
  const before = await lookUp.boundingBox();
  await page.getByRole('option', { name: `Dora ${mark}` }).waitFor();
  expect(await lookUp.boundingBox()).toEqual(before);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Dora ${mark}` }).waitFor();
});

it('walks a list by arrows and opens a row', async () => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  await page.getByRole('link', { name: `Anna ${mark}` }).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused(page)).toBe(`Berta ${mark}`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Anna ${mark}` }).waitFor();
});

it('goes to the search of the page by a slash where there is one', async () => {
  const page = await open('/customers');
  await page.keyboard.press('/');
  await expect
    .poll(() =>
      page
        .getByRole('searchbox')
        .first()
        .evaluate((field) => field === document.activeElement),
    )
    .toBe(true);
});

it('opens a dialog, holds the focus in it, and gives it back', async () => {
  const page = await open('/customers');
  const button = page.getByRole('button', { name: 'New customer' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await dialog.waitFor();
  await expect
    .poll(() => dialog.getByLabel('Name').evaluate((field) => field === document.activeElement))
    .toBe(true);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'detached' });
});

it('leaves keys alone while an input method composes or somebody types', async () => {
  const page = await open('/customers');
  await page.evaluate(() => {
    const event = new KeyboardEvent('keydown', { key: '/', isComposing: true, bubbles: true });
    document.body.dispatchEvent(event);
  });
  await page.getByRole('searchbox').first().focus();
  await page.keyboard.type('/?gh');
  await expect.poll(() => page.url()).toContain('q=');
  await settled(page);
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.getByRole('searchbox').first().inputValue()).toBe('/?gh');
});

it('reaches every control of the shell by Tab, with a visible focus', async () => {
  const page = await open('/');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to content');
  const seen: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    // Behind the last control the focus leaves the page.
    if (await page.evaluate(() => document.activeElement === document.body)) break;
    seen.push((await focused(page)) ?? '');
    const visible = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      return [getComputedStyle(element), getComputedStyle(element, '::after')].some(
        (style) => style.outlineStyle !== 'none',
      );
    });
    expect(visible, seen.at(-1)).toBe(true);
  }
  expect(seen).toEqual(expect.arrayContaining(['Regulars', 'Customers', 'Imports', 'Audit log']));
  // With how many of them run, when some do.
  expect(seen).toContainEqual(expect.stringMatching(/^Jobs/));
});
