import type { Page } from '@playwright/test';
import { test as base, expect, settled } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

const test = base.extend<object, { mark: string }>({
  /** What the names of these journeys' customers end with; two of them are there. */
  mark: [
    async ({ api }, use) => {
      const mark = unique('kb');
      await api.post('/customers', { name: `Anna ${mark}` });
      await api.post('/customers', { name: `Berta ${mark}` });
      await use(mark);
    },
    { scope: 'worker' },
  ],
});

const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim(),
  );

test('finds a customer from anywhere with a few keys', async ({ mark, open }) => {
  const page = await open('/');
  await page.keyboard.press('/');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeVisible();
  await page.keyboard.type(`Berta ${mark}`);
  await expect(page.getByRole('option', { name: `Berta ${mark}` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Berta ${mark}` })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Command palette' })).toBeVisible();
  await page.keyboard.type('Units');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Units' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await expect(page.getByRole('heading', { level: 1, name: 'Customers' })).toBeVisible();
});

test('looks somebody up at the counter by the whole phone number, masked', async ({ api, mark, open }) => {
  const phone = uniquePhone();
  await api.post('/customers', { name: `Clara ${mark}`, phone });
  const page = await open('/');
  await page.keyboard.press('/');
  await page.keyboard.type(phone);
  await page.getByRole('option', { name: /Look up in all stores by phone/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Counter look-up' });
  await expect(dialog.getByText('this look-up has been recorded')).toBeVisible();
  await settled(page);
  await expect(dialog).not.toContainText(phone);
});

test('leaves what can be clicked where it is when the customers come, and opens who was found', async ({
  api,
  mark,
  open,
}) => {
  const phone = uniquePhone();
  await api.post('/customers', { name: `Dora ${mark}`, phone });
  const page = await open('/');
  await page.keyboard.press('/');
  await page.keyboard.type(phone);
  const lookUp = page.getByRole('option', { name: /Look up in all stores by phone/ });
  await expect(lookUp).toBeVisible();
  const before = await lookUp.boundingBox();
  await expect(page.getByRole('option', { name: `Dora ${mark}` })).toBeVisible();
  expect(await lookUp.boundingBox()).toEqual(before);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Dora ${mark}` })).toBeVisible();
});

test('walks a list by arrows and opens a row', async ({ mark, open }) => {
  const page = await open(`/customers?q=${mark}&sort=name`);
  await page.getByRole('link', { name: `Anna ${mark}` }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('link', { name: `Berta ${mark}` })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('link', { name: `Anna ${mark}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Anna ${mark}` })).toBeVisible();
});

test('begins something new from the palette, and finds campaigns and complaints in it', async ({
  api,
  mark,
  open,
}) => {
  const unit_id = await api.rootUnit();
  const category = await api.post('/complaint-categories', { name: unique('Cold '), code: unique('C') });
  const customer = await api.post('/customers', { name: `Elsa ${mark}` });
  const text = `The soup was cold ${unique('soup')}`;
  const complaint = { customer_id: customer.id, unit_id, category_id: category.id, channel: 'phone', text };
  await api.post('/complaints', complaint);
  const campaign = unique('Autumn ');
  await api.post('/campaigns', { name: campaign, channel: 'email', purpose: 'marketing', unit_id });
  const page = await open('/');
  const ask = async (query: string) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(query);
  };
  await ask(campaign);
  await page.getByRole('option', { name: campaign }).click();
  await expect(page.getByRole('heading', { level: 1, name: campaign })).toBeVisible();
  await ask(text.split(' ').at(-1) ?? '');
  await page.getByRole('option', { name: 'The soup was cold' }).click();
  await expect(page).toHaveURL(/\/complaints\/cpl_/);
  await ask('New customer');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'New customer' })).toBeVisible();
  await expect(page).toHaveURL(/\/customers$/);
});

test('leads everywhere by g and a letter, as the list of shortcuts says', async ({ open }) => {
  const page = await open('/');
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByText('Audit log')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
  for (const [key, name] of [
    ['a', 'Campaigns'],
    ['p', 'Complaints'],
    ['l', 'Audit log'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  }
});

test('goes to the search of the page by a slash where there is one', async ({ open }) => {
  const page = await open('/customers');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox').first()).toBeFocused();
});

test('opens a dialog, holds the focus in it, and gives it back', async ({ open }) => {
  const page = await open('/customers');
  const button = page.getByRole('button', { name: 'New customer' });
  await button.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toHaveCount(0);
});

test('leaves keys alone while an input method composes or somebody types', async ({ open }) => {
  const page = await open('/customers');
  await page.evaluate(() => {
    const event = new KeyboardEvent('keydown', { key: '/', isComposing: true, bubbles: true });
    document.body.dispatchEvent(event);
  });
  await page.getByRole('searchbox').first().focus();
  await page.keyboard.type('/?gh');
  await expect(page).toHaveURL(/[?&]q=/);
  await settled(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('searchbox').first()).toHaveValue('/?gh');
});

test('reaches every control of the shell by Tab, with a visible focus', async ({ open }) => {
  const page = await open('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
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
