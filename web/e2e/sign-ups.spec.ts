import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';
import { base } from './server.ts';

test('a form is made, filled in on a small phone without scripts, and its sign-up waits to be confirmed', async ({
  browser,
  open,
}) => {
  const page = await open('/sign-up-forms#new');
  const name = unique('Nanjing Road ');
  const dialog = page.getByRole('dialog', { name: 'New sign-up form' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Wording of the consent (Chinese)').fill('我同意接收优惠短信。');
  await dialog.getByLabel('Wording of the consent (English)').fill('I agree to offers by text message.');
  await dialog.getByLabel('Version of the wording').fill('2026-01');
  // No mail server is set up here: a mail could not be confirmed, and the form says so.
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.locator('[id="sign-up-form-asked/email-error"]')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel('E-mail', { exact: true }).first().selectOption('off');
  await dialog.getByLabel('Phone').selectOption('required');
  await dialog.getByRole('checkbox', { name: 'E-mail' }).uncheck();
  await dialog.getByRole('checkbox', { name: 'SMS' }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await settled(page);
  await expect(page.getByRole('img', { name: 'QR code of the sign-up page' })).toBeVisible();
  const address = (await page.getByRole('link', { name: /\/join\// }).getAttribute('href')) ?? '';

  const plain = await browser.newContext({
    viewport: { width: 320, height: 640 },
    javaScriptEnabled: false,
    locale: 'zh-CN',
  });
  const phone = await plain.newPage();
  await phone.goto(base + new URL(address).pathname);
  await expect(phone.getByRole('heading', { level: 1, name: '登记' })).toBeVisible();
  await phone.getByRole('link', { name: 'English' }).click();
  await phone.getByLabel('Name').fill('王小明');
  await phone.getByLabel('Phone').fill('not a phone');
  // Who types faster than this is taken for a program.
  await phone.waitForTimeout(3_100);
  await phone.getByRole('button', { name: 'Sign up' }).click();
  await expect(phone.getByRole('alert')).toContainText('Phone');
  await expect(phone.getByLabel('Name')).toHaveValue('王小明');
  await expect(phone.getByLabel('Phone')).toHaveAttribute('aria-invalid', 'true');
  await phone.getByLabel('Phone').fill(uniquePhone());
  await phone.getByRole('checkbox', { name: 'I agree, by text message' }).check();
  await phone.getByRole('button', { name: 'Sign up' }).click();
  await phone.getByLabel('Code of 6 digits').fill('1');
  await phone.getByRole('button', { name: 'Confirm' }).click();
  await expect(phone.getByText('this is not the code that was sent')).toBeVisible();
  await plain.close();

  await page.reload();
  await settled(page);
  const received = page.getByRole('table', { name: 'Sign-ups received' });
  await expect(
    received.getByRole('row', { name: /王小明.*not confirmed.*SMS.*To be confirmed/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Close the form' }).click();
  await expect(page.getByText('Closed', { exact: true }).first()).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

const looks = [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const;

for (const [language, theme] of looks) {
  test(`the page of a form has no barrier in ${language}, ${theme}, and fits 320 pixels`, async ({
    api,
    browser,
  }) => {
    const form = await api.post<{ id: string; url: string }>('/sign-up-forms', {
      name: unique('Form '),
      source: 'walk_in',
      asked: { phone: 'required', email: 'off', birthday: 'optional' },
      consents: ['sms'],
      wording: { 'zh-CN': '我同意接收优惠短信，可随时退订。', en: 'I agree to offers by text message.' },
      wording_version: '2026-01',
    });
    const context = await browser.newContext({
      viewport: { width: 320, height: 640 },
      colorScheme: theme,
      locale: language,
      // The page lets no script run: the one that looks for barriers is brought in all the same.
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(base + new URL(form.url).pathname);
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBeLessThanOrEqual(320);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button').click();
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await width()).toBeLessThanOrEqual(320);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
}

test('potential customers lead to the people behind a figure', async ({ api, open }) => {
  const shop = unique('Shop ');
  const parent_id = await api.rootUnit();
  const unit = await api.post('/units', {
    code: unique('P'),
    name: shop,
    kind: 'store',
    ownership: 'own',
    parent_id,
  });
  const who = unique('李雷 ');
  await api.post('/customers', { name: who, home_unit_id: unit.id, source: 'event' });
  const page = await open('/prospects');
  const row = page.getByRole('table', { name: 'By store' }).getByRole('row', { name: new RegExp(shop) });
  await row.getByRole('link', { name: `${shop} Potential 1` }).click();
  await expect(page).toHaveURL(/\/customers\?.*status=prospect/);
  await settled(page);
  await expect(page.getByText(who)).toBeVisible();
  await page.goBack();
  await settled(page);
  await page.getByLabel('Enrolled until').fill('2020-01-31');
  await page.getByLabel('Enrolled from').fill('2020-01-01');
  await expect(page).toHaveURL(/from=2020-01-01/);
  await expect(page.getByText('Nobody was enrolled within these days')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
