import { expect, it } from 'vitest';
import {
  basisPointsOf,
  bodyOf,
  draftOf,
  keptOf,
  percentOfBasisPoints,
  type SavedCampaign,
  withArm,
  withoutArm,
} from '../../src/models/marketing/campaign.ts';

it('reads shares in percent and writes them of 10,000', () => {
  const cases: [string, number | undefined][] = [
    ['10', 1000],
    ['12.5', 1250],
    ['12,5 %', 1250],
    ['１００', 10_000],
    ['33.33', 3333],
    ['0', 0],
    ['100.01', undefined],
    ['-1', undefined],
    ['1.234', undefined],
    ['', undefined],
    ['x', undefined],
  ];
  for (const [typed, share] of cases) expect(basisPointsOf(typed), typed).toBe(share);
  expect([percentOfBasisPoints(1250), percentOfBasisPoints(0), percentOfBasisPoints(null)]).toEqual([
    '12.5',
    '0',
    '',
  ]);
});

it('shares the treated out evenly as arms come and go', () => {
  const one = withArm([]);
  expect(one.map((arm) => [arm.key, arm.share])).toEqual([['a', '100']]);
  const three = withArm(withArm(one));
  expect(three.map((arm) => arm.key)).toEqual(['a', 'b', 'c']);
  const sum = three.reduce((total, arm) => total + (basisPointsOf(arm.share) ?? 0), 0);
  expect([sum, three[0]?.share]).toEqual([10_000, '33.34']);
  const two = withoutArm(three, 'b');
  expect(two.map((arm) => [arm.key, arm.share])).toEqual([
    ['a', '50'],
    ['c', '50'],
  ]);
  expect(withArm(two)[2]?.key).toBe('b');
});

const saved: SavedCampaign = {
  name: '老客召回',
  channel: 'email',
  purpose: 'marketing',
  plan: { purpose: { goal: 'win_back', target: 30 }, execution: { offer: '买二送一', owner: null } },
  audience: { segments: ['seg_1'], exclude: [] },
  arms: [{ key: 'a', name: '甲', template_id: 'tpl_1', share: 10_000 }],
  control_share: 1000,
  attribution_days: 14,
  budget: { amount: 500_000, currency: 'CNY' },
  cost: null,
  margin_rate: 6050,
  send_until: '2026-03-01T04:00:00.000Z',
};

it('sends back what it read', () => {
  const draft = draftOf(saved);
  expect([draft.texts['execution/offer'], draft.budget, draft.margin, draft.target]).toEqual([
    '买二送一',
    '5000.00',
    '60.5',
    '30',
  ]);
  const sent = bodyOf(draft, 'CNY');
  expect(sent).toEqual({
    body: {
      ...saved,
      plan: { purpose: { goal: 'win_back', target: 30 }, execution: { offer: '买二送一' } },
    },
  });
});

it('names every field that cannot be read', () => {
  const draft = draftOf(undefined);
  draft.control = 'ten';
  draft.days = '';
  draft.budget = '1.2.3';
  draft.target = '-5';
  draft.until = 'soon';
  expect(bodyOf(draft, 'CNY')).toEqual({
    faults: [
      'send_until',
      'arms/0/template_id',
      'plan/purpose/target',
      'control_share',
      'attribution_days',
      'budget',
    ],
  });
});

it('keeps what can be read of a draft while it is being written', () => {
  const empty = draftOf(undefined);
  const first = keptOf({ ...empty, channel: 'email' }, 'CNY', '未命名活动');
  expect([first.name, first.channel, first.purpose, 'arms' in first]).toEqual([
    '未命名活动',
    'email',
    'marketing',
    false,
  ]);
  const halfway = keptOf(
    { ...empty, name: ' 召回 ', budget: '12x', control: '', target: 'many', segments: ['seg_1'] },
    'CNY',
    '未命名活动',
  );
  expect(halfway).toMatchObject({ name: '召回', audience: { segments: ['seg_1'], exclude: [] } });
  expect(['budget' in halfway, 'control_share' in halfway, halfway.plan]).toEqual([false, false, {}]);
  const arm = { key: 'a', name: '甲', template: 'tpl_1', share: '100' };
  expect(keptOf({ ...empty, arms: [arm] }, 'CNY', '').arms).toEqual([
    { key: 'a', name: '甲', template_id: 'tpl_1', share: 10_000 },
  ]);
  expect(keptOf({ ...empty, arms: [{ ...arm, share: '50' }] }, 'CNY', '').arms).toBeUndefined();
});
