import { violations } from './axe.ts';
import { expect, pick, settled, test } from './harness.ts';
import { unique } from './names.ts';

test('a wish is noted, counted and decided on', async ({ api, open }) => {
  const shop = unique('Shop ');
  const parent_id = await api.rootUnit();
  await api.post('/units', { code: unique('W'), name: shop, kind: 'store', ownership: 'own', parent_id });
  const wanted = unique('无糖仙芋 ');
  const page = await open('/wishes#new');
  const dialog = page.getByRole('dialog', { name: 'Note a wish' });
  await pick(dialog.getByLabel('Store'), shop);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Give a product or words, not both')).toBeVisible();
  await dialog.getByLabel('In words').fill(wanted);
  await dialog.getByRole('button', { name: 'Create' }).click();
  const most = page.getByRole('table', { name: 'Most wished for in 90 days' });
  await most.getByRole('button', { name: `Decide: ${wanted}` }).click();
  const deciding = page.getByRole('dialog', { name: `Decide on ${wanted}` });
  await deciding.getByLabel('Note').fill('From December on');
  await deciding.getByRole('button', { name: 'Decide' }).click();
  const wishes = page.getByRole('table', { name: 'Wishes' });
  await expect(
    wishes.getByRole('row', { name: new RegExp(`${wanted}.*${shop}.*Planned From December on`) }),
  ).toBeVisible();
  await settled(page);
  expect(await violations(page)).toEqual([]);
});
