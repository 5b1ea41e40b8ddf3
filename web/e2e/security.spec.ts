/** Log-in beyond a password: an authenticator, links that set a password, and the password once more. */
import { createHmac } from 'node:crypto';
import { expect, settled, test } from './harness.ts';
import { unique } from './names.ts';
import { administrator } from './server.ts';

/** The code an authenticator shows so many seconds from now (RFC 6238). */
function codeOf(secret: string, ahead = 0): string {
  const bits = [...secret].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + ahead) / 30)));
  const hash = createHmac('sha1', key).update(step).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('sets up an authenticator, logs in with it, and with a recovery code', async ({ open, visit, api }) => {
  const person = await api.newUser('林小美', 'marketing');
  const page = await open('/account', { as: person });
  const card = page.getByRole('region', { name: 'Two-step verification' });
  await card.getByRole('button', { name: 'Set up' }).click();
  await expect(card.getByRole('img', { name: 'QR code for an authenticator app' })).toBeVisible();
  const secret = (await card.locator('code.secret').textContent()) ?? '';
  await card.getByLabel('Code that the app shows').fill(codeOf(secret));
  await card.getByRole('button', { name: 'Turn on' }).click();
  const codes = card.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const recovery = (await codes.first().textContent()) ?? '';
  await card.getByRole('button', { name: 'I have kept them' }).click();
  await expect(card.getByText('On. Recovery codes left: 10')).toBeVisible();

  const again = await visit('/');
  await again.getByLabel('Email').fill(person.email);
  await again.getByLabel('Password').fill(person.password);
  await again.getByRole('button', { name: 'Log in' }).click();
  await expect(again.getByText('Enter the code of your authenticator app')).toBeVisible();
  await again.getByLabel('Verification code').fill('000000');
  await again.getByRole('button', { name: 'Log in' }).click();
  await expect(again.getByText('The code is wrong, too old or used already')).toBeVisible();
  await again.getByLabel('Verification code').fill(codeOf(secret, 30));
  await again.getByRole('button', { name: 'Log in' }).click();
  await expect(again.getByRole('button', { name: /^Account/ })).toBeVisible();

  const chinese = await visit('/', { language: 'zh-CN' });
  await chinese.getByLabel('邮箱').fill(person.email);
  await chinese.getByLabel('密码').fill(person.password);
  await chinese.getByRole('button', { name: '登录' }).click();
  await chinese.getByLabel('验证码').fill(recovery);
  await chinese.getByRole('button', { name: '登录' }).click();
  await expect(chinese.getByRole('button', { name: /^账号|^账户/ })).toBeVisible();
});

test('invites somebody by a link, who sets a password and comes in', async ({ open, visit }) => {
  const page = await open('/users');
  const [name, email] = [unique('Invited '), `${unique('invited')}@example.com`];
  await page.getByRole('button', { name: 'New user' }).click();
  const creating = page.getByRole('dialog', { name: 'New user' });
  await creating.getByLabel('Name').fill(name);
  await creating.getByLabel('Email').fill(email);
  const unit = creating.getByLabel('Unit').first();
  await unit.press('ArrowDown');
  await unit.press('ArrowDown');
  await unit.press('Enter');
  await expect(unit).not.toHaveValue('');
  await creating.getByLabel('Role').first().selectOption('store_manager');
  await creating.getByRole('button', { name: 'Save' }).click();
  const access = page.getByRole('dialog', { name: `Access of ${name}` });
  const link = (await access.locator('code.secret').textContent()) ?? '';
  await access.getByRole('button', { name: 'Close' }).last().click();

  const { pathname, hash } = new URL(link);
  const invited = await visit(pathname + hash);
  await expect(invited.getByRole('heading', { level: 1, name: 'Set your password' })).toBeVisible();
  const password = '烧仙草 with red beans';
  await invited.getByRole('textbox', { name: 'New password', exact: true }).fill(password);
  await invited.getByLabel('Repeat the new password').fill(password);
  await invited.getByRole('button', { name: 'Set password' }).click();
  await expect(invited.getByText('Your password is set. You can log in now.')).toBeVisible();
  await invited.getByRole('button', { name: 'Log in' }).click();
  await invited.getByLabel('Email').fill(email);
  await invited.getByLabel('Password').fill(password);
  await invited.getByRole('button', { name: 'Log in' }).click();
  await expect(invited.getByRole('button', { name: /^Account/ })).toBeVisible();

  const late = await visit(pathname + hash);
  await late.getByRole('textbox', { name: 'New password', exact: true }).fill(password);
  await late.getByLabel('Repeat the new password').fill(password);
  await late.getByRole('button', { name: 'Set password' }).click();
  await expect(late.getByText('the link is used up or too old; ask for another')).toBeVisible();
});

test('says whom to ask for a link where no mail is set up', async ({ visit }) => {
  const page = await visit('/');
  await page.getByRole('button', { name: 'Forgot your password?' }).click();
  await page.getByLabel('Email').fill('somebody@example.com');
  await page.getByRole('button', { name: 'Send a link' }).click();
  await expect(page.getByText('Email is not set up here. Ask an administrator for a link.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to log-in' }).click();
  await expect(page.getByLabel('Password')).toBeVisible();
});

test('asks for the password once more over the page and goes on', async ({ open }) => {
  const page = await open('/users');
  await page.route(
    '**/v1/users',
    (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 403,
            contentType: 'application/problem+json',
            body: '{"code":"proof_required"}',
          })
        : route.fallback(),
    { times: 2 },
  );
  const name = unique('Proved ');
  await page.getByRole('button', { name: 'New user' }).click();
  const creating = page.getByRole('dialog', { name: 'New user' });
  await creating.getByLabel('Name').fill(name);
  await creating.getByLabel('Email').fill(`${unique('proved')}@example.com`);
  const unit = creating.getByLabel('Unit').first();
  await unit.press('ArrowDown');
  await unit.press('ArrowDown');
  await unit.press('Enter');
  await expect(unit).not.toHaveValue('');
  await creating.getByLabel('Role').first().selectOption('store_staff');
  await creating.getByRole('button', { name: 'Save' }).click();
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await proof.getByLabel('Password').fill('not the password');
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(proof.getByText('is not your password')).toBeVisible();
  await page.unroute('**/v1/users');
  await proof.getByLabel('Password').fill(administrator.password);
  await proof.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('dialog', { name: `Access of ${name}` })).toBeVisible();
});

test('keeps how people log in', async ({ open }) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Log-in' });
  await card.getByLabel('Log out after minutes without use').fill('4');
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(card.locator('.field-error')).toBeVisible();
  await card.getByLabel('Log out after minutes without use').fill('720');
  await card.getByRole('button', { name: 'Save' }).click();
  await settled(page);
  await page.reload();
  await expect(card.getByLabel('Log out after minutes without use')).toHaveValue('720');
});
