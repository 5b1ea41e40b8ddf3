import { expect, it } from 'vitest';
import { base, email, open, password, settled, unique, visit } from './harness.ts';

it('refuses a wrong password and keeps what was typed', async () => {
  const page = await visit('/customers');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('wrong-wrong-wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Email').inputValue()).toBe(email);
});

it('logs in, stays logged in over a reload, and logs out', async () => {
  const page = await visit('/customers');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Customers' }).waitFor();
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { level: 1, name: 'Log in to Regulars' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Log in to Regulars' }).waitFor();
});

it('changes language and theme at once and remembers them', async () => {
  const page = await visit('/');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { level: 1, name: '登录 Regulars' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  await page.getByRole('button', { name: '外观：浅色' }).click();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
});

it('asks for the password over the page when the session ends, and loses no input', async () => {
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
  await dialog.waitFor();
  await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await settled(page);
  expect(page.url()).toContain(`${base}/customers/cus_`);
});
