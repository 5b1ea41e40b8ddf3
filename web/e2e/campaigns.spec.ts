import type { Api } from './api.ts';
import { violations } from './axe.ts';
import { expect, idInUrl, settled, test } from './harness.ts';
import { unique, uniquePhone } from './names.ts';

/** People who said yes to text messages, in a segment, and something to say to them. */
async function audience(api: Api, count: number): Promise<{ segment: string; template: string }> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { id } = await api.post('/customers', { name: unique('客'), phone: uniquePhone() });
    await api.post(`/customers/${id}/consents`, { channel: 'sms', granted: true, source: '柜台' });
    ids.push(id);
  }
  const segment = unique('名单');
  const made = await api.post('/segments', { name: segment, kind: 'static' });
  await api.put(`/segments/${made.id}/members`, { customer_ids: ids });
  const template = unique('短信');
  await api.post('/templates', {
    name: template,
    channel: 'sms',
    purpose: 'marketing',
    contents: { 'zh-CN': { text: '买二送一。退订 {{unsubscribe_url}}' } },
  });
  return { segment, template };
}

test('plans a campaign, hands it in, and launches it in two steps with the number of people', async ({
  api,
  open,
}) => {
  const { segment, template } = await audience(api, 3);
  const page = await open('/campaigns');
  await page.getByRole('button', { name: 'New campaign' }).click();
  await settled(page);
  const name = unique('召回');
  await page.getByLabel('Name').first().fill(name);
  await page.getByLabel('Goal').selectOption({ label: 'Win back customers' });
  await page.getByLabel('Target number of customers').fill('30');
  await page.getByRole('group', { name: 'Send to', exact: true }).getByLabel(segment).check();
  await page.getByLabel('Template').selectOption({ label: template });
  await page.getByLabel('Control group (%)').fill('abc');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Control group (%)')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Control group (%)').fill('0');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  await settled(page);

  const checklist = page.getByRole('region', { name: 'Checklist' });
  await expect(checklist.getByText('Required for launch').first()).toBeVisible();
  await page.getByRole('button', { name: 'Submit for review' }).click();
  // One's own work is approved by somebody else.
  await expect(page.getByText('Your own campaign must be approved by somebody else.')).toBeVisible();
  const id = await idInUrl(page);
  await api.as(await api.newUser('审批人', 'operations')).post(`/campaigns/${id}/approve`);
  await page.reload();
  await settled(page);
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Launch' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('3 people are in the audience.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByLabel('Type 3 to confirm').fill('4');
  await dialog.getByRole('button', { name: 'Launch' }).click();
  await expect(dialog.getByText('This does not match the number of people')).toBeVisible();
  await dialog.getByLabel('Type 3 to confirm').fill('3');
  await dialog.getByRole('button', { name: 'Launch' }).click();
  await expect(dialog).toHaveCount(0);
  const progress = page.getByRole('region', { name: 'Progress' });
  await expect(progress.getByText('of 3 messages')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Messages' }).getByRole('row').nth(3)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  // The gateway of these journeys is never there, so there is time to pause and to cancel.
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel the campaign' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the campaign' }).click();
  await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible();
  await expect
    .poll(() => api.get(`/campaigns/${id}`))
    .toMatchObject({ progress: { counts: { cancelled: 3 } } });
});

test('keeps a campaign as a draft while it is being written', async ({ api, open }) => {
  const { segment } = await audience(api, 1);
  const page = await open('/campaigns/new');
  const name = unique('草稿');
  await page.getByLabel('Name').first().fill(name);
  await expect(page.getByText(/^Draft saved at /)).toBeVisible();
  await expect(page).toHaveURL(/\/campaigns\/cam_[^/]+\/plan$/);
  const id = new URL(page.url()).pathname.split('/').at(-2);
  await expect.poll(() => api.get(`/campaigns/${id}`)).toMatchObject({ name, state: 'draft' });
  await page.getByRole('group', { name: 'Send to', exact: true }).getByLabel(segment).check();
  await expect
    .poll(() => api.get(`/campaigns/${id}`))
    .toMatchObject({ audience: { segments: [expect.stringMatching(/^seg_/)] } });
  // What was typed survives a reload.
  await page.reload();
  await expect(page.getByLabel('Name').first()).toHaveValue(name);
  expect(await violations(page)).toEqual([]);
});

test('shows who approves the message, the audience and the offer, on home and on the campaign', async ({
  api,
  open,
}) => {
  const { segment, template } = await audience(api, 2);
  const segments = await api.get('/segments?limit=100');
  const templates = await api.get('/templates?limit=100');
  const named = (list: { data: { id: string; name: string }[] }, name: string) =>
    list.data.find((one) => one.name === name)?.id ?? '';
  const author = api.as(await api.newUser('策划', 'marketing'));
  const name = unique('待批');
  const made = await author.post('/campaigns', {
    name,
    channel: 'sms',
    purpose: 'marketing',
    plan: { purpose: { goal: 'keep', target: 10 }, execution: { offer: '买二送一' } },
    audience: { segments: [named(segments as never, segment)] },
    arms: [{ key: 'a', name: '甲', template_id: named(templates as never, template), share: 10_000 }],
  });
  await author.post(`/campaigns/${made.id}/review`);
  // Who wrote the template and the segment is an author of the plan: it waits for somebody else.
  const own = await open(`/campaigns/${made.id}`);
  await expect(own.getByText('You wrote a part of this campaign', { exact: false })).toBeVisible();
  await expect(own.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  const page = await open('/', { as: await api.newUser('审批人', 'operations') });
  const waiting = page.getByRole('region', { name: 'Waiting for you' });
  await waiting.getByRole('link', { name }).click();
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible();
  const approval = page.getByRole('region', { name: 'To approve' });
  await expect(approval.getByText('买二送一', { exact: true })).toBeVisible();
  await expect(approval.getByText(/^买二送一。退订 http/)).toBeVisible();
  await expect(approval.getByRole('link', { name: segment })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('names what a draft lacks, and takes it back when it is handed back', async ({ api, open }) => {
  const made = await api.post('/campaigns', {
    name: unique('空活动'),
    channel: 'sms',
    purpose: 'marketing',
  });
  const page = await open(`/campaigns/${made.id}`);
  await page.getByRole('button', { name: 'Submit for review' }).click();
  await expect(
    page.getByText('Something is still lacking: Goal and target, Audience, Content, Usable templates'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Edit the plan' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add another content' })).toBeVisible();
});
