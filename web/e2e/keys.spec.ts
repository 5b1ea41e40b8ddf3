import { violations } from './axe.ts';
import { test as base, expect, settled } from './harness.ts';
import { unique } from './names.ts';

const test = base.extend<object, { partner: string }>({
  /** Whose keys they are. */
  partner: [
    async ({ api }, use) => {
      const name = unique('Partner ');
      await api.post('/partners', { name, code: unique('p') });
      await use(name);
    },
    { scope: 'worker' },
  ],
});

test('shows the secret of a new key once, rolls it, and revokes it', async ({ open, partner }) => {
  const page = await open('/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  const name = unique('Tills ');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Partner').selectOption(partner);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Choose at least one')).toBeVisible();
  await dialog.getByRole('checkbox', { name: /^View customers/ }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();

  const secrets = page.getByRole('dialog', { name: 'Secret' });
  await expect(secrets.locator('code')).toHaveText(/^rg_live_/);
  const secret = (await secrets.locator('code').textContent()) ?? '';
  const works = await page.request.get('/v1/customers?limit=1', {
    headers: { Authorization: `Bearer ${secret}` },
  });
  expect(works.status()).toBe(200);
  await secrets.getByRole('button', { name: 'I have saved it' }).click();
  await page.reload();
  await expect(page.getByText(name).first()).toBeVisible();
  await settled(page);
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: `Rotate: ${name}` }).click();
  await page.getByRole('dialog', { name: 'Rotate' }).getByRole('button', { name: 'Rotate' }).click();
  await expect(secrets.locator('code')).not.toHaveText(secret);
  await page.keyboard.press('Escape');

  await page
    .getByRole('button', { name: `Revoke: ${name}` })
    .first()
    .click();
  await page.getByRole('dialog', { name: 'Revoke' }).getByRole('button', { name: 'Revoke' }).click();
  await expect(
    page
      .getByRole('row', { name: new RegExp(name) })
      .getByText('Revoked')
      .first(),
  ).toBeVisible();
});

test('chooses the scopes of a preset', async ({ open }) => {
  const page = await open('/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  await dialog.getByRole('button', { name: 'The catalogue of products' }).click();
  await expect(dialog.locator('input[name="scopes"]:checked')).toHaveCount(2);
  await dialog.getByRole('button', { name: 'A till' }).click();
  await expect(dialog.locator('input[name="scopes"][value="purchases:write"]')).toBeChecked();
  await expect(dialog.locator('input[name="scopes"][value="products:write"]')).not.toBeChecked();
});

test('lets a partner try things out in the sandbox, and resets it', async ({ open, partner }) => {
  const page = await open('/keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New key' });
  await dialog.getByLabel('Name').fill(unique('Sandbox '));
  await dialog.getByLabel('Partner').selectOption(partner);
  await dialog.getByLabel('Mode').selectOption('Sandbox');
  for (const scope of [/^View customers/, /^Edit customers/])
    await dialog.getByRole('checkbox', { name: scope }).first().check();
  await dialog.getByRole('button', { name: 'Create' }).click();
  const secrets = page.getByRole('dialog', { name: 'Secret' });
  await expect(secrets.locator('code')).toHaveText(/^rg_test_/);
  const secret = (await secrets.locator('code').textContent()) ?? '';
  await secrets.getByRole('button', { name: 'I have saved it' }).click();

  const name = unique('Nobody ');
  const made = await page.request.post('/v1/customers', {
    headers: { Authorization: `Bearer ${secret}` },
    data: { name },
  });
  expect(made.status()).toBe(201);
  await page.goto(`/customers?q=${name}`);
  await expect(page.getByText('No customers match')).toBeVisible();

  await page.goto('/keys/sandbox');
  const figures = page.getByRole('region', { name: 'What is in the sandbox' });
  await expect(figures.getByText('Customers')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Reset sandbox' }).click();
  await page
    .getByRole('dialog', { name: 'Reset sandbox' })
    .getByRole('button', { name: 'Reset sandbox' })
    .click();
  await expect(page.getByText('Sandbox reset')).toBeVisible();
  const left = await page.request.get('/v1/customers', { headers: { Authorization: `Bearer ${secret}` } });
  expect((await left.json()).data).toEqual([]);
});
