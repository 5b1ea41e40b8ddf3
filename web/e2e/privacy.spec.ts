import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

interface Customer {
  id: string;
}

test('hands out all that is held on a person, then erases them with a receipt', async ({ api, open }) => {
  const name = unique('顾客');
  const note = unique('note ');
  const customer = await api.post<Customer>('/customers', { name, phone: uniquePhone(), note });
  const page = await open(`/customers/${customer.id}`);
  const card = page.getByRole('region', { name: 'Privacy' });
  await expect(card.getByText('No archive of their data is kept.')).toBeVisible();

  await card.getByRole('button', { name: 'Put together their data' }).click();
  const save = card.getByRole('button', { name: /^Download/ });
  await expect(save).toBeVisible();
  const saved = page.waitForEvent('download');
  await save.click();
  expect((await saved).suggestedFilename()).toBe(`${customer.id}.zip`);

  await card.getByRole('button', { name: 'Erase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase' });
  await settled(page);
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('Reason').fill(`asked by ${name}`);
  await dialog.getByLabel(/^Type the name/).fill('Somebody else');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog.getByText('This is not the name')).toBeVisible();
  await dialog.getByLabel(/^Type the name/).fill(name);
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await expect(dialog.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Reason').fill('asked by letter, case 17');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Erased customer' })).toBeVisible();
  await expect(page.getByText(note)).toHaveCount(0);
  await expect(card.getByText('asked by letter, case 17')).toBeVisible();
  await card.getByText('What was removed').click();
  await expect(card.getByText('Identities: 1')).toBeVisible();
  await settled(page);
  expect(await violations(page)).toEqual([]);

  await page.goto(new URL('/privacy', page.url()).href);
  const row = page.getByRole('row').filter({ has: page.locator(`a[href="/customers/${customer.id}"]`) });
  await expect(row.getByText('asked by letter, case 17')).toBeVisible();
  await settled(page);
  expect(await violations(page)).toEqual([]);
});
