import { violations } from './axe.ts';
import { expect, test } from './harness.ts';
import { unique } from './names.ts';

interface Customer {
  id: string;
}

test('an attribute is defined, filled in, filtered by and asked for by a segment', async ({ api, open }) => {
  const key = unique('k').toLowerCase();
  const name = `Sugar ${key}`;
  const page = await open('/customer-attributes');
  await page.getByRole('button', { name: 'New attribute' }).click();
  const dialog = page.getByRole('dialog', { name: 'New attribute' });
  await dialog.getByLabel('Name in Chinese').fill(`糖度 ${key}`);
  await dialog.getByLabel('Name in English').fill(name);
  await dialog.getByLabel('Key').fill(key);
  await dialog.getByLabel('Type').selectOption('choice');
  await dialog.getByLabel('Options').fill('full');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByLabel('Options')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Options').fill('full = 全糖 | Full sugar\nhalf = 半糖 | Half sugar');
  await dialog.getByRole('button', { name: 'Create' }).click();
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row.getByText('Full sugar, Half sugar')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const customer = await api.post<Customer>('/customers', { name: unique('Sweet ') });
  await page.goto(`/customers/${customer.id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const edit = page.getByRole('dialog', { name: 'Edit customer' });
  await edit.getByLabel(name).selectOption('half');
  await edit.getByLabel('Household size').fill('0');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit.getByLabel('Household size')).toHaveAttribute('aria-invalid', 'true');
  await edit.getByLabel('Household size').fill('4');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toHaveCount(0);
  await expect(page.getByText('Half sugar')).toBeVisible();

  await page.goto(`/customers?attributes%5B${key}%5D=half`);
  await expect(page.getByRole('link', { name: /Sweet / })).toBeVisible();
  await expect(page.getByLabel(name)).toHaveValue('half');

  await page.goto('/segments/new');
  await page.getByRole('button', { name: /Add a condition/ }).click();
  await page.getByLabel('Condition', { exact: true }).selectOption(`attribute.${key}`);
  await page.getByText('Half sugar').click();
  await expect(page.getByText(`“${name}” is “Half sugar”`)).toBeVisible();
});

test('a business has contacts', async ({ api, open }) => {
  const business = await api.post<Customer>('/customers', { name: unique('Inn '), kind: 'business' });
  const page = await open(`/customers/${business.id}`);
  await page.getByRole('button', { name: /Add a contact/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a contact' });
  await dialog.getByLabel('Name').fill('Chen');
  await dialog.getByLabel('Function').selectOption('chef');
  await dialog.getByLabel('Phone').fill('12');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog.getByLabel('Phone')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Phone').fill('13812345678');
  await dialog.getByRole('button', { name: 'Add' }).click();
  const card = page.getByRole('region', { name: 'Contacts' });
  await expect(card.getByText('Chef')).toBeVisible();
  await card.getByRole('button', { name: 'Remove contact Chen' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(card.getByText('No contacts yet')).toBeVisible();
});
