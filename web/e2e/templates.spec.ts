import { expect, it } from 'vitest';
import { violations } from './axe.ts';
import { api, open, settled, unique } from './harness.ts';

it('writes a template, sees it as a customer while it is written, and saves it', async () => {
  const name = unique('林黛玉');
  await api('POST', '/customers', { name, language: 'en' });
  const page = await open('/templates/new');
  const english = page.getByRole('group', { name: 'English', exact: true });
  await english.getByLabel('Subject').fill('Hello');
  // What is missing is told while it is written, at its place.
  await english.getByLabel('Text', { exact: true }).fill('Come and see us. ');
  await english.getByText('a marketing message needs {{unsubscribe_url}}').waitFor();
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.getByText('The words have 1 fault.').waitFor();

  await english.getByRole('button', { name: 'Link to unsubscribe' }).click();
  expect(await english.getByLabel('Text', { exact: true }).inputValue()).toBe(
    'Come and see us. {{unsubscribe_url}}',
  );
  await preview.getByText('As Alex Wang gets it').waitFor();
  await english.getByLabel('Subject').press('End');
  await english.getByRole('button', { name: "Customer's name" }).click();
  await page.keyboard.type('friend');
  expect(await english.getByLabel('Subject').inputValue()).toBe('Hello{{customer.name|friend}}');
  await english
    .getByLabel('HTML (optional)')
    .fill('<p>{{customer.name|x}}</p><a href="{{unsubscribe_url}}">x</a>');
  await preview.getByLabel('As which customer (name, phone or id)').fill(name);
  await preview.getByLabel('As which customer (name, phone or id)').press('Tab');
  await preview.getByText(`Hello${name}`).waitFor();
  await preview.getByText('/t/unsubscribe?token=sample').waitFor();
  await page.frameLocator('iframe').getByText(name).waitFor();
  expect(await violations(page)).toEqual([]);

  const title = unique('新品');
  await page.locator('#template-name').fill(title);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('no way out is configured for email').waitFor();

  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('button', { name: 'Use again' }).waitFor();
  await page.goto(new URL('/templates?state=archived', page.url()).href);
  await settled(page);
  await page.getByRole('link', { name: title }).waitFor();
});

it('puts an address on the list of those who get nothing, and takes it off', async () => {
  const page = await open('/suppressions');
  const address = `${unique('wang')}@example.com`;
  await page.getByRole('button', { name: 'Add an address' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Address').fill('nobody');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('expected an e-mail address').waitFor();
  await dialog.getByLabel('Address').fill(address);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: address });
  await row.getByText('By hand').waitFor();
  await row.getByRole('button', { name: `Lift: ${address}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click();
  await row.waitFor({ state: 'detached' });
});

it('sets the bounds of messages', async () => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Messages' });
  await card.getByLabel('Quiet from').fill('25:00');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('a time such as 09:30').waitFor();
  await card.getByLabel('Quiet from').fill('21:30');
  const rate = String(10 + Math.floor(Math.random() * 90));
  await card.getByLabel('Text messages a second').fill(rate);
  await card.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => api<{ policy: { sms_per_second: number } }>('GET', '/settings/messaging'))
    .toMatchObject({
      policy: { quiet_from: '21:30', sms_per_second: Number(rate) },
    });
});
