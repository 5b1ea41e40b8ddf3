import type { Page } from '@playwright/test';
import { expect, settled } from './harness.ts';
import { unique } from './names.ts';
import { type Ids, test } from './one-of-each.ts';

const paths = [
  '/',
  '/inbox',
  '/customers',
  '/customers/:customer',
  '/memberships',
  '/memberships/:membership',
  '/complaints',
  '/complaints/:complaint',
  '/segments',
  '/segments/:segment',
  '/campaigns',
  '/campaigns/:campaign',
  '/templates/:template',
  '/imports/:import',
  '/products',
  '/settings',
];

/** How far what stood there has moved without the reader's doing, as browsers measure it. */
async function shift(page: Page, path: string): Promise<number> {
  await page.goto(path);
  await settled(page);
  return page.evaluate(() => (window as unknown as { shifted: number }).shifted);
}

for (const width of [1280, 320]) {
  test(`moves nothing that stands there while a page comes, ${width} px`, async ({ ids, open }) => {
    const page = await open('/', { width });
    await page.addInitScript(() => {
      const own = window as unknown as { shifted: number };
      own.shifted = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
        })[])
          if (!entry.hadRecentInput) own.shifted += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const moved: string[] = [];
    for (const path of paths) {
      const value = await shift(
        page,
        path.replace(/:(\w+)/, (_, name: keyof Ids) => ids[name]),
      );
      if (value >= 0.05) moved.push(`${path} ${value.toFixed(3)}`);
    }
    expect(moved).toEqual([]);
  });
}

test('folds the filters to one button in a narrow window, with how many are chosen', async ({ open }) => {
  const page = await open('/complaints?state=closed&severity=major', { width: 320, language: 'zh-CN' });
  const state = page.getByLabel('状态');
  await expect(state).toBeHidden();
  const button = page.getByRole('button', { name: '筛选 (2)' });
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await button.click();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(state).toHaveValue('closed');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page).not.toHaveURL(/state=/);
  await expect(page.getByRole('button', { name: '筛选', exact: true })).toBeVisible();
});

test('keeps the heads of a list in sight, and the second column where there is one', async ({
  api,
  open,
}) => {
  const mark = unique('sticky');
  const items = Array.from({ length: 60 }, (_, index) => ({ name: `${mark} ${index}` }));
  await api.post('/customers/batch', { items });
  const page = await open(`/customers?q=${mark}`);
  await page.evaluate(() => scrollTo(0, 900));
  const head = page.getByRole('columnheader', { name: 'Tier' });
  await expect(head).toBeInViewport();
  const top = await head.evaluate((element) => element.getBoundingClientRect().top);
  expect(top).toBeGreaterThanOrEqual(52);
});

test('says so when what a page is about cannot be opened, and leads back', async ({ open }) => {
  const lost = '01M8EP9EG6ESYRFSJTV6REE781';
  const pages = {
    customers: 'cus',
    memberships: 'mbr',
    complaints: 'cpl',
    segments: 'seg',
    campaigns: 'cmp',
  };
  for (const [place, kind] of Object.entries(pages)) {
    const page = await open(`/${place}/${kind}_${lost}`);
    await expect(
      page.getByRole('heading', { level: 1, name: 'This page could not be opened' }),
    ).toBeVisible();
    await page.getByRole('link', { name: /^Back to / }).click();
    await expect(page).toHaveURL(new RegExp(`/${place}$`));
  }
});
