import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';
import { administrator, base } from './server.ts';

const { email, password } = administrator;

test('refuses a wrong password and keeps what was typed', async ({ visit }) => {
  const page = await visit('/customers');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('wrong-wrong-wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue(email);
});

test('logs in, stays logged in over a reload, and logs out', async ({ visit }) => {
  const page = await visit('/customers');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Customers' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Customers' })).toBeVisible();
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Log in to Regulars' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Log in to Regulars' })).toBeVisible();
});

test('asks for a password of one’s own when somebody else set it', async ({ visit, api }) => {
  const given = await api.invited('林小美', 'store_manager');
  const page = await visit('/customers');
  await page.getByLabel('Email').fill(given.email);
  await page.getByLabel('Password').fill(given.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Set your own password' })).toBeVisible();
  await page.getByLabel('Password you were given').fill(given.password);
  await page.getByRole('textbox', { name: 'New password', exact: true }).fill('password1234');
  await page.getByLabel('Repeat the new password').fill('password1234');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('must not be one of the passwords that are guessed first')).toBeVisible();
  await page.getByRole('textbox', { name: 'New password', exact: true }).fill('烧仙草 with red beans');
  await page.getByLabel('Repeat the new password').fill('烧仙草 with red beans');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Customers' })).toBeVisible();
});

test('changes language and theme at once and remembers them', async ({ visit }) => {
  const page = await visit('/');
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '登录 Regulars' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.getByRole('button', { name: '外观：浅色' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('asks for the password over the page when the session ends, and loses no input', async ({ open }) => {
  const page = await open('/customers');
  await page.getByRole('button', { name: 'New customer' }).click();
  const name = unique('Kept ');
  const creating = page.getByRole('dialog', { name: 'New customer' });
  await creating.getByLabel('Name').fill(name);
  // The session ends elsewhere: the cookie goes, and the API refuses the token.
  await page.context().clearCookies();
  await page.route('**/v1/customers', (route) => route.fulfill({ status: 401, body: '{}' }), { times: 1 });
  await creating.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog', { name: 'Please log in again' });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await settled(page);
  await expect(page).toHaveURL((url) => url.href.startsWith(`${base}/customers/cus_`));
});
