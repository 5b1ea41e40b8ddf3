import { violations } from './axe.ts';
import { expect, settled, test } from './harness.ts';

test('sets the margin, and says in words why there is no life-time value yet', async ({ open }) => {
  const page = await open('/settings');
  const card = page.getByRole('region', { name: 'Life-time value' });
  const margin = card.getByLabel('Margin in %');
  await margin.fill('forty');
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(card.getByText('Enter a number within the bounds')).toBeVisible();
  const share = (30 + Math.floor(Math.random() * 999) / 100).toFixed(2);
  await margin.fill(share);
  await card.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved; the values are being worked out again')).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(page.getByRole('region', { name: 'Life-time value' }).getByLabel('Margin in %')).toHaveValue(
    String(Number(share)),
  );

  // So few customers bear no model: the page says so, and how many it takes.
  await expect(async () => {
    await page.goto('/life-time-value');
    await expect(page.getByRole('note')).toContainText('at least 100 are needed', { timeout: 2000 });
  }).toPass();
  await expect(page.getByRole('cell', { name: 'Pareto/NBD' })).toBeVisible();
  await expect(page.getByText('No customers to show')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});
