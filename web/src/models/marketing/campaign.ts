/** A campaign while it is planned: what stands in the form, and what is sent of it. */
import { isoOf, localOf } from '../local-time.ts';
import { type Money, parseAmount, toDecimal } from '../money.ts';

/** The texts of the five parts, by their place in the plan. */
export const planTexts = {
  purpose: ['summary'],
  market: [
    'industry',
    'own_strength',
    'entrants',
    'rivals',
    'substitutes',
    'suppliers',
    'channel',
    'consumers',
  ],
  strategy: ['product', 'price', 'channel', 'promotion'],
  execution: ['offer', 'owner', 'steps'],
  evaluation: ['expected', 'measured_by'],
} as const;
export type PlanPart = keyof typeof planTexts;

export interface DraftArm {
  key: string;
  name: string;
  template: string;
  /** In percent, as typed. */
  share: string;
}

export interface CampaignDraft {
  name: string;
  channel: string;
  purpose: string;
  goal: string;
  target: string;
  /** By `part/text`. */
  texts: Record<string, string>;
  segments: string[];
  exclude: string[];
  arms: DraftArm[];
  /** In percent, as typed. */
  control: string;
  days: string;
  budget: string;
  cost: string;
  margin: string;
  until: string;
}

type Parts = Partial<Record<PlanPart, Record<string, unknown>>>;

/** What is read of a campaign. */
export interface SavedCampaign {
  name: string;
  channel: string;
  purpose: string;
  plan: Parts;
  audience: { segments?: string[]; exclude?: string[] };
  arms: { key: string; name: string; template_id: string; share: number }[];
  control_share: number;
  attribution_days: number;
  budget?: Money | null;
  cost?: Money | null;
  margin_rate?: number | null;
  send_until?: string | null;
}

/** Of 10,000 as percent: 1250 is `12.5`. */
export function percentOfBasisPoints(share: number | null | undefined): string {
  return share === null || share === undefined ? '' : String(share / 100);
}

/** Percent as typed (`12.5`, `12,5`, `50 %`) of 10,000; undefined when it is no such share. */
export function basisPointsOf(typed: string): number | undefined {
  const text = typed.normalize('NFKC').replace(/[\s%]/g, '').replace(',', '.');
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) return undefined;
  const share = Math.round(Number(text) * 100);
  return share <= 10_000 ? share : undefined;
}

const letters = 'abcde';

/** Arms with one more, all with the same share; what does not divide goes to the first. */
export function withArm(arms: readonly DraftArm[]): DraftArm[] {
  const key = [...letters].find((letter) => !arms.some((arm) => arm.key === letter)) ?? '';
  return shared([...arms, { key, name: key.toUpperCase(), template: '', share: '' }]);
}

export function withoutArm(arms: readonly DraftArm[], key: string): DraftArm[] {
  return shared(arms.filter((arm) => arm.key !== key));
}

function shared(arms: readonly DraftArm[]): DraftArm[] {
  const each = Math.floor(10_000 / Math.max(arms.length, 1));
  const rest = 10_000 - each * arms.length;
  return arms.map((arm, index) => ({ ...arm, share: percentOfBasisPoints(each + (index === 0 ? rest : 0)) }));
}

export function draftOf(saved: SavedCampaign | undefined): CampaignDraft {
  const texts: Record<string, string> = {};
  for (const [part, names] of Object.entries(planTexts)) {
    for (const name of names) {
      const text = saved?.plan[part as PlanPart]?.[name];
      texts[`${part}/${name}`] = typeof text === 'string' ? text : '';
    }
  }
  const amount = (money: Money | null | undefined) => (money ? toDecimal(money.amount, money.currency) : '');
  const { goal, target } = saved?.plan.purpose ?? {};
  return {
    name: saved?.name ?? '',
    channel: saved?.channel ?? 'sms',
    purpose: saved?.purpose ?? 'marketing',
    goal: typeof goal === 'string' ? goal : '',
    target: typeof target === 'number' ? String(target) : '',
    texts,
    segments: [...(saved?.audience.segments ?? [])],
    exclude: [...(saved?.audience.exclude ?? [])],
    arms: saved
      ? saved.arms.map((arm) => ({
          key: arm.key,
          name: arm.name,
          template: arm.template_id,
          share: percentOfBasisPoints(arm.share),
        }))
      : withArm([]),
    control: percentOfBasisPoints(saved ? saved.control_share : 1000),
    days: saved ? String(saved.attribution_days) : '14',
    budget: amount(saved?.budget),
    cost: amount(saved?.cost),
    margin: percentOfBasisPoints(saved?.margin_rate),
    until: localOf(saved?.send_until),
  };
}

/** What is sent, or the fields that cannot be read. */
export function bodyOf(draft: CampaignDraft, currency: string): { body: Body } | { faults: string[] } {
  const faults: string[] = [];
  const share = (field: string, typed: string) => {
    const found = basisPointsOf(typed);
    if (found === undefined) faults.push(field);
    return found ?? 0;
  };
  const money = (field: string, typed: string): Money | null => {
    if (typed.trim() === '') return null;
    const amount = parseAmount(typed, currency);
    if (amount === undefined) faults.push(field);
    return { amount: amount ?? 0, currency };
  };
  const whole = (field: string, typed: string) => {
    const text = typed.normalize('NFKC').trim();
    if (!/^\d{1,10}$/.test(text)) faults.push(field);
    return Number(text);
  };
  const until = draft.until === '' ? null : isoOf(draft.until);
  if (until === undefined) faults.push('send_until');
  const arms = draft.arms.map((arm, index) => ({
    key: arm.key,
    name: arm.name,
    template_id: arm.template,
    share: share(`arms/${index}/share`, arm.share),
  }));
  draft.arms.forEach((arm, index) => {
    if (arm.template === '') faults.push(`arms/${index}/template_id`);
  });
  const body: Body = {
    name: draft.name,
    channel: draft.channel,
    purpose: draft.purpose,
    plan: planOf(draft, (typed) => whole('plan/purpose/target', typed)),
    audience: { segments: draft.segments, exclude: draft.exclude },
    arms,
    control_share: share('control_share', draft.control),
    attribution_days: whole('attribution_days', draft.days),
    budget: money('budget', draft.budget),
    cost: money('cost', draft.cost),
    margin_rate: draft.margin.trim() === '' ? null : share('margin_rate', draft.margin),
    send_until: until ?? null,
  };
  return faults.length > 0 ? { faults } : { body };
}

/**
 * What of a draft can be kept while it is still being written: a field that cannot be read yet is left out, and so are the
 * contents until each has a template and the shares are whole.
 */
export function keptOf(draft: CampaignDraft, currency: string, unnamed: string): Partial<Body> & Named {
  const whole = bodyOf({ ...draft, arms: draft.arms.filter((arm) => arm.template !== '') }, currency);
  const readable = { ...draft };
  if ('faults' in whole) {
    const saved = draftOf(undefined);
    for (const field of whole.faults) {
      if (field === 'plan/purpose/target') readable.target = '';
      else if (field === 'control_share') readable.control = saved.control;
      else if (field === 'attribution_days') readable.days = saved.days;
      else if (field === 'margin_rate') readable.margin = '';
      else if (field === 'send_until') readable.until = '';
      else if (field === 'budget' || field === 'cost') readable[field] = '';
    }
  }
  const areArmsWhole =
    draft.arms.every((arm) => arm.template !== '' && arm.name.trim() !== '') &&
    draft.arms.reduce((sum, arm) => sum + (basisPointsOf(arm.share) ?? 0), 0) === 10_000;
  const read = bodyOf({ ...readable, arms: areArmsWhole ? draft.arms : [] }, currency);
  const name = draft.name.trim() || unnamed;
  if ('faults' in read) return { name, channel: draft.channel, purpose: draft.purpose };
  const { arms, ...rest } = read.body;
  const faults = 'faults' in whole ? whole.faults : [];
  const kept = Object.entries(rest).filter(([field]) => !faults.includes(field));
  return {
    ...(Object.fromEntries(kept) as Partial<Body>),
    ...(areArmsWhole ? { arms } : {}),
    name,
    channel: draft.channel,
    purpose: draft.purpose,
  };
}

/** What a campaign has from its first word on. */
interface Named {
  name: string;
  channel: string;
  purpose: string;
}

export interface Body {
  name: string;
  channel: string;
  purpose: string;
  plan: Parts;
  audience: { segments: string[]; exclude: string[] };
  arms: SavedCampaign['arms'];
  control_share: number;
  attribution_days: number;
  budget: Money | null;
  cost: Money | null;
  margin_rate: number | null;
  send_until: string | null;
}

function planOf(draft: CampaignDraft, whole: (typed: string) => number): Parts {
  const plan: Parts = {};
  for (const [place, text] of Object.entries(draft.texts)) {
    const [part, name] = place.split('/') as [PlanPart, string];
    if (text.trim() === '') continue;
    const of = plan[part] ?? {};
    of[name] = text.trim();
    plan[part] = of;
  }
  if (draft.goal !== '') plan.purpose = { ...plan.purpose, goal: draft.goal };
  if (draft.target.trim() !== '') plan.purpose = { ...plan.purpose, target: whole(draft.target) };
  return plan;
}
