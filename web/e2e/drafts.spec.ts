import { expect, test } from './harness.ts';
import { unique } from './names.ts';

test('keeps what was typed into a dialog over a reload, and throws it away when asked', async ({ open }) => {
  const page = await open('/customers');
  const name = unique('Kept ');
  const dialog = page.getByRole('dialog', { name: 'New customer' });
  const show = () => page.getByRole('button', { name: 'New customer' }).click();
  await show();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Type', { exact: true }).selectOption('business');
  page.on('dialog', (asked) => void asked.accept());
  await page.reload();
  await show();
  await expect(dialog.getByLabel('Name')).toHaveValue(name);
  await expect(dialog.getByLabel('Type', { exact: true })).toHaveValue('business');
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog.getByLabel('Name')).toHaveValue('');
  await expect(dialog.getByLabel('Type', { exact: true })).toHaveValue('consumer');
  await expect(dialog.getByRole('button', { name: 'Discard' })).toHaveCount(0);
  // Escape alone loses nothing; the button that gives up does.
  await dialog.getByLabel('Name').fill(name);
  await page.keyboard.press('Escape');
  await show();
  await expect(dialog.getByLabel('Name')).toHaveValue(name);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await show();
  await expect(dialog.getByLabel('Name')).toHaveValue('');
});

test('asks before a half-written page is left, and has it again on the way back', async ({ open }) => {
  const page = await open('/segments/new');
  const name = unique('Half ');
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: /^Add a condition/ }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  const asked = page.getByRole('dialog', { name: 'Something is not saved' });
  await asked.getByRole('button', { name: 'Stay' }).click();
  await expect(page.getByLabel('Name')).toHaveValue(name);
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await asked.getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Hello/ })).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel('Name')).toHaveValue(name);
  await expect(page.getByLabel('Condition', { exact: true })).toHaveCount(1);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('');
  await expect(page.getByLabel('Condition', { exact: true })).toHaveCount(0);
});

test('keeps what was typed into a settings form over a reload, and throws it away when asked', async ({
  open,
}) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Organisation' });
  const name = card.getByLabel('Name');
  const before = await name.inputValue();
  await name.fill('Half a name');
  await expect.poll(() => page.evaluate(() => Object.values(sessionStorage).join(' '))).toContain('Half');
  page.on('dialog', (asked) => void asked.accept());
  await page.reload();
  await expect(name).toHaveValue('Half a name');
  await card.getByRole('button', { name: 'Discard' }).click();
  await expect(name).toHaveValue(before);
  await expect(card.getByRole('button', { name: 'Discard' })).toHaveCount(0);
});

test('keeps nothing of it after log-out, and no password at all', async ({ open }) => {
  const page = await open('/users');
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.getByLabel('Name').fill('Somebody');
  const password = dialog.locator('input[type="password"]');
  for (const one of await password.all()) await one.fill('milk tea with taro balls');
  const kept = () => page.evaluate(() => Object.values(sessionStorage).join(' '));
  await expect.poll(kept).toContain('Somebody');
  expect(await kept()).not.toContain('milk tea');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.locator('#log-in-password')).toBeVisible();
  expect(await kept()).toBe('');
});
