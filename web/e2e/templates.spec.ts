import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';

// Snapshots need a script in every frame; the preview's frame runs none, and the browser reports each one that tries.
test.use({ trace: { mode: 'retain-on-failure', screenshots: true, snapshots: false, sources: false } });

test('writes a template, sees it as a customer while it is written, and saves it', async ({ api, open }) => {
  const name = unique('林黛玉');
  await api.post('/customers', { name, language: 'en' });
  const page = await open('/templates/new');
  const english = page.getByRole('group', { name: 'English', exact: true });
  await english.getByLabel('Subject').fill('Hello');
  // What is missing is told while it is written, at its place.
  await english.getByLabel('Text', { exact: true }).fill('Come and see us. ');
  await expect(english.getByText('a marketing message needs {{unsubscribe_url}}')).toBeVisible();
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('The content has 1 error.')).toBeVisible();

  await english.getByRole('button', { name: 'Unsubscribe link' }).click();
  await expect(english.getByLabel('Text', { exact: true })).toHaveValue(
    'Come and see us. {{unsubscribe_url}}',
  );
  await expect(preview.getByText('As Alex Wang receives it')).toBeVisible();
  await english.getByLabel('Subject').press('End');
  await english.getByRole('button', { name: "Customer's name" }).click();
  await page.keyboard.type('friend');
  await expect(english.getByLabel('Subject')).toHaveValue('Hello{{customer.name|friend}}');
  await english
    .getByLabel('HTML (optional)')
    .fill('<p>{{customer.name|x}}</p><a href="{{unsubscribe_url}}">x</a>');
  await preview.getByLabel('Preview as customer (name, phone or ID)').fill(name);
  await preview.getByLabel('Preview as customer (name, phone or ID)').press('Tab');
  await expect(preview.getByText(`Hello${name}`)).toBeVisible();
  await expect(preview.getByText('/t/unsubscribe?token=sample')).toBeVisible();
  await expect(page.frameLocator('iframe').getByText(name)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const title = unique('新品');
  await page.locator('#template-name').fill(title);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(page.getByText('no gateway is configured for e-mail')).toBeVisible();

  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('button', { name: 'Reactivate' })).toBeVisible();
  await page.goto('/templates?state=archived');
  await settled(page);
  await expect(page.getByRole('link', { name: title })).toBeVisible();
});

test('puts an address on the list of those who get nothing, and takes it off', async ({ open }) => {
  const page = await open('/suppressions');
  const address = `${unique('wang')}@example.com`;
  await page.getByRole('button', { name: 'Add an address' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('nobody');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('expected an e-mail address')).toBeVisible();
  await dialog.getByLabel('Address').fill(address);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: address });
  await expect(row.getByText('Added by hand')).toBeVisible();
  await row.getByRole('button', { name: `Remove from the list: ${address}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from the list' }).click();
  await expect(row).toHaveCount(0);
});
