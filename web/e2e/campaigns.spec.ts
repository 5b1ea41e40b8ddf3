import { expect, it } from 'vitest';
import { violations } from './axe.ts';
import { api, base, open, settled, unique } from './harness.ts';

/** Approving is for somebody else: a second person, by the API. */
async function approve(campaign: string): Promise<void> {
  const units = await api<{ data: { id: string; parent_id: string | null }[] }>('GET', '/units?limit=100');
  const root = units.data.find((unit) => !unit.parent_id);
  const person = { email: `${unique('ops')}@example.com`, password: 'milk tea with taro balls' };
  const assignments = [{ unit_id: root?.id, role: 'operations' }];
  await api('POST', '/users', { ...person, name: '审批人', assignments });
  const headers = { 'Content-Type': 'application/json' };
  const login = await fetch(`${base}/v1/auth/login`, {
    method: 'POST',
    headers,
    body: JSON.stringify(person),
  });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const approved = await fetch(`${base}/v1/campaigns/${campaign}/approve`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': crypto.randomUUID() },
  });
  expect(approved.status).toBe(200);
}

/** People who said yes to text messages, in a segment, and something to say to them. */
async function stage(count: number): Promise<{ segment: string; template: string }> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const phone = `+86137${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
    const { id } = await api<{ id: string }>('POST', '/customers', { name: unique('客'), phone });
    await api('POST', `/customers/${id}/consents`, { channel: 'sms', granted: true, source: '柜台' });
    ids.push(id);
  }
  const segment = unique('名单');
  const made = await api<{ id: string }>('POST', '/segments', { name: segment, kind: 'static' });
  const answer = await fetch(`${base}/v1/segments/${made.id}/members`, {
    method: 'PUT',
    headers: {
      Authorization: `Bearer ${await token()}`,
      'Content-Type': 'application/json',
      'If-Match': '*',
    },
    body: JSON.stringify({ customer_ids: ids }),
  });
  expect(answer.status).toBe(200);
  const template = unique('短信');
  await api('POST', '/templates', {
    name: template,
    channel: 'sms',
    purpose: 'marketing',
    contents: { 'zh-CN': { text: '买二送一。退订 {{unsubscribe_url}}' } },
  });
  return { segment, template };
}

async function token(): Promise<string> {
  const login = await fetch(`${base}/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: process.env.REGULARS_EMAIL, password: process.env.REGULARS_PASSWORD }),
  });
  return ((await login.json()) as { access_token: string }).access_token;
}

it('plans a campaign, hands it in, and launches it in two steps with the number of people', async () => {
  const { segment, template } = await stage(3);
  const page = await open('/campaigns');
  await page.getByRole('button', { name: 'New campaign' }).click();
  await settled(page);
  const name = unique('召回');
  await page.getByLabel('Name').first().fill(name);
  await page.getByLabel('Goal').selectOption({ label: 'Win back' });
  await page.getByLabel('Target').fill('30');
  await page.getByRole('group', { name: 'Members of', exact: true }).getByLabel(segment).check();
  await page.getByLabel('Template').selectOption({ label: template });
  await page.getByLabel('Control group (%)').fill('abc');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await page.getByLabel('Control group (%)').getAttribute('aria-invalid')).toBe('true');
  await page.getByLabel('Control group (%)').fill('0');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await settled(page);

  const checklist = page.getByRole('region', { name: 'Checklist' });
  await checklist.getByText('Needed for launch').first().waitFor();
  await page.getByRole('button', { name: 'Hand in for review' }).click();
  // One's own work is approved by somebody else.
  await page.getByText('Somebody else has to approve your own work.').waitFor();
  const id = page.url().split('/').pop() ?? '';
  await approve(id);
  await page.reload();
  await settled(page);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Launch' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('3 people are in the audience.').waitFor();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.getByLabel('Type 3 to confirm').fill('4');
  await dialog.getByRole('button', { name: 'Launch' }).click();
  await dialog.getByText('This is not the number of people').waitFor();
  await dialog.getByLabel('Type 3 to confirm').fill('3');
  await dialog.getByRole('button', { name: 'Launch' }).click();
  await dialog.waitFor({ state: 'detached' });
  const progress = page.getByRole('region', { name: 'Progress' });
  await progress.getByText('of 3 messages').waitFor();
  await page.getByRole('region', { name: 'Messages' }).getByRole('row').nth(3).waitFor();
  expect(await violations(page)).toEqual([]);

  // The gateway of these journeys is never there, so there is time to pause and to cancel.
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await page.getByRole('button', { name: 'Cancel the campaign' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the campaign' }).click();
  await page.getByText('Cancelled', { exact: true }).first().waitFor();
  await expect
    .poll(
      async () =>
        (await api<{ progress: { counts: { cancelled: number } } }>('GET', `/campaigns/${id}`)).progress
          .counts.cancelled,
      { timeout: 20_000 },
    )
    .toBe(3);
});

it('names what a draft lacks, and takes it back when it is handed back', async () => {
  const made = await api<{ id: string }>('POST', '/campaigns', {
    name: unique('空活动'),
    channel: 'sms',
    purpose: 'marketing',
  });
  const page = await open(`/campaigns/${made.id}`);
  await page.getByRole('button', { name: 'Hand in for review' }).click();
  await page
    .getByText('Something is still lacking: Goal and number, Audience, Contents, Templates fit')
    .waitFor();
  await page.getByRole('button', { name: 'Edit the plan' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Try another content' }).waitFor();
});
