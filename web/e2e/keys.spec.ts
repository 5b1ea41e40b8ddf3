import { beforeAll, expect, it } from 'vitest';
import { api, base, open, unique } from './harness.ts';

const partner = unique('Partner ');

beforeAll(() => api('POST', '/partners', { name: partner, code: unique('p') }));

it('shows the secret of a new key once, rolls it, and revokes it', async () => {
  const page = await open('/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  const name = unique('Tills ');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Partner').selectOption(partner);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText('Choose at least one').waitFor();
  await dialog.getByRole('checkbox', { name: /^See customers/ }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();

  const secrets = page.getByRole('dialog', { name: 'Secret' });
  const secret = (await secrets.locator('code').textContent()) ?? '';
  expect(secret).toMatch(/^rg_live_/);
  const works = await page.request.get(`${base}/v1/customers?limit=1`, {
    headers: { Authorization: `Bearer ${secret}` },
  });
  expect(works.status()).toBe(200);
  await secrets.getByRole('button', { name: 'I have kept it' }).click();
  await page.reload();
  await page.getByText(name).first().waitFor();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: `Roll: ${name}` }).click();
  await page.getByRole('dialog', { name: 'Roll' }).getByRole('button', { name: 'Roll' }).click();
  await expect
    .poll(() => page.getByRole('dialog', { name: 'Secret' }).locator('code').textContent())
    .not.toBe(secret);
  await page.keyboard.press('Escape');

  await page
    .getByRole('button', { name: `Revoke: ${name}` })
    .first()
    .click();
  await page.getByRole('dialog', { name: 'Revoke' }).getByRole('button', { name: 'Revoke' }).click();
  await page
    .getByRole('row', { name: new RegExp(name) })
    .getByText('Revoked')
    .first()
    .waitFor();
});
