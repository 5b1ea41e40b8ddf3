/**
 * Every place of the console: its URL, its name and icon, who may open it, its pages. Router, navigation and command
 * palette are made of this one list. A page's code is fetched when it is first opened.
 */
import type { Action } from '../api/session.ts';
import type { IconName } from '../ui/icons.ts';
import type { OpenPage } from '../ui/page.ts';
import type { TextKey } from '../ui/text.ts';

export interface Place {
  readonly path: string;
  readonly label: TextKey;
  readonly icon: IconName;
  /** Shown to those who have one of these; to everybody when empty. */
  readonly actions: readonly Action[];
  /** Two letters, typed one after the other, that lead here. */
  readonly keys?: string;
  /** How something new begins here, for those who may: `#new` opens the dialog of a list. */
  readonly create?: {
    readonly action: Action;
    readonly everywhere?: boolean;
    readonly label: TextKey;
    readonly path: string;
  };
  /** What stands behind `path` in URLPattern's syntax, and the page it opens; the first that fits counts. */
  readonly pages: Readonly<Record<string, () => Promise<OpenPage>>>;
}

export interface PlaceGroup {
  /** The heading in the navigation. */
  readonly label: TextKey | undefined;
  readonly places: readonly Place[];
}

const daily: readonly Place[] = [
  {
    path: '/',
    label: 'nav.home',
    icon: 'home',
    actions: [],
    keys: 'gh',
    pages: { '': async () => (await import('../pages/home/home.ts')).openHome },
  },
  {
    path: '/inbox',
    label: 'nav.inbox',
    icon: 'bell',
    actions: [],
    keys: 'gb',
    pages: { '': async () => (await import('../pages/home/inbox.ts')).openInbox },
  },
  {
    path: '/customers',
    label: 'nav.customers',
    icon: 'people',
    actions: ['customers:read'],
    keys: 'gc',
    create: { action: 'customers:write', label: 'customers.new', path: '/customers#new' },
    pages: {
      '': async () => (await import('../pages/customers/profiles/list.ts')).openCustomers,
      '/:id': async () => (await import('../pages/customers/profiles/detail.ts')).openCustomer,
      '/:id/merge': async () => (await import('../pages/customers/merges/merge.ts')).openMerge,
    },
  },
  {
    path: '/duplicates',
    label: 'nav.duplicates',
    icon: 'copy',
    actions: ['customers:merge'],
    keys: 'gf',
    pages: {
      '': async () => (await import('../pages/customers/duplicates/list.ts')).openDuplicates,
    },
  },
  {
    path: '/memberships',
    label: 'nav.memberships',
    icon: 'card',
    actions: ['memberships:read'],
    keys: 'gm',
    create: { action: 'memberships:write', label: 'memberships.enrol', path: '/memberships#new' },
    pages: {
      '': async () => (await import('../pages/loyalty/memberships/list.ts')).openMemberships,
      '/:id': async () => (await import('../pages/loyalty/memberships/detail.ts')).openMembership,
    },
  },
  {
    path: '/complaints',
    label: 'nav.complaints',
    icon: 'warning',
    actions: ['complaints:read'],
    keys: 'gp',
    create: { action: 'complaints:write', label: 'complaints.new', path: '/complaints#new' },
    pages: {
      '': async () => (await import('../pages/service/complaints/list.ts')).openComplaints,
      '/:id': async () => (await import('../pages/service/complaints/detail.ts')).openCase,
    },
  },
  {
    path: '/wishes',
    label: 'nav.wishes',
    icon: 'list',
    actions: ['wishes:read'],
    keys: 'gr',
    create: { action: 'wishes:write', label: 'wishes.new', path: '/wishes#new' },
    pages: { '': async () => (await import('../pages/service/wishes/list.ts')).openWishes },
  },
  {
    path: '/held-purchases',
    label: 'nav.held_purchases',
    icon: 'tray',
    actions: ['purchases:write'],
    keys: 'gg',
    pages: {
      '': async () => (await import('../pages/sales/held-purchases/list.ts')).openHeldPurchases,
    },
  },
  {
    path: '/anonymous-sales',
    label: 'nav.anonymous_sales',
    icon: 'list',
    actions: ['purchases:read'],
    pages: {
      '': async () => (await import('../pages/sales/anonymous-sales/list.ts')).openAnonymousSales,
    },
  },
  {
    path: '/takings',
    label: 'nav.takings',
    icon: 'list',
    actions: ['analytics:read'],
    pages: { '': async () => (await import('../pages/insight/takings/takings.ts')).openTakings },
  },
  {
    path: '/deliveries',
    label: 'nav.deliveries',
    icon: 'list',
    actions: ['analytics:read'],
    pages: {
      '': async () => (await import('../pages/insight/deliveries/deliveries.ts')).openDeliveries,
    },
  },
  {
    path: '/segments',
    label: 'nav.segments',
    icon: 'filter',
    actions: ['segments:read'],
    keys: 'ge',
    create: { action: 'segments:write', label: 'segments.new', path: '/segments/new' },
    pages: {
      '': async () => (await import('../pages/marketing/segments/list.ts')).openSegments,
      '/new': async () => (await import('../pages/marketing/segments/builder.ts')).openSegmentBuilder,
      '/:id': async () => (await import('../pages/marketing/segments/detail.ts')).openSegment,
      '/:id/rule': async () => (await import('../pages/marketing/segments/builder.ts')).openSegmentBuilder,
    },
  },
  {
    path: '/campaigns',
    label: 'nav.campaigns',
    icon: 'send',
    actions: ['campaigns:read'],
    keys: 'ga',
    create: { action: 'campaigns:write', label: 'campaigns.new', path: '/campaigns/new' },
    pages: {
      '': async () => (await import('../pages/marketing/campaigns/list.ts')).openCampaigns,
      '/new': async () => (await import('../pages/marketing/campaigns/editor.ts')).openCampaignEditor,
      '/:id': async () => (await import('../pages/marketing/campaigns/detail.ts')).openCampaign,
      '/:id/plan': async () => (await import('../pages/marketing/campaigns/editor.ts')).openCampaignEditor,
    },
  },
  {
    path: '/sign-up-forms',
    label: 'nav.sign_up_forms',
    icon: 'list',
    actions: ['sign_ups:read'],
    keys: 'gj',
    create: { action: 'sign_ups:write', label: 'sign_ups.new', path: '/sign-up-forms#new' },
    pages: {
      '': async () => (await import('../pages/marketing/sign-ups/list.ts')).openSignUpForms,
      '/:id': async () => (await import('../pages/marketing/sign-ups/detail.ts')).openSignUpForm,
    },
  },
  {
    path: '/prospects',
    label: 'nav.prospects',
    icon: 'people',
    actions: ['analytics:read'],
    keys: 'gq',
    pages: { '': async () => (await import('../pages/insight/prospects/prospects.ts')).openProspects },
  },
  {
    path: '/structure',
    label: 'nav.structure',
    icon: 'people',
    actions: ['analytics:read'],
    pages: {
      '': async () => (await import('../pages/insight/structure/structure.ts')).openStructure,
      '/customers': async () =>
        (await import('../pages/insight/structure/customers.ts')).openStructureCustomers,
    },
  },
  {
    path: '/tier-migration',
    label: 'nav.tier_migration',
    icon: 'people',
    actions: ['analytics:read'],
    pages: {
      '': async () => (await import('../pages/insight/tier-migration/tier-migration.ts')).openTierMigration,
      '/customers': async () =>
        (await import('../pages/insight/tier-migration/customers.ts')).openTierMigrationCustomers,
      '/what-if': async () =>
        (await import('../pages/insight/tier-migration/what-if-customers.ts')).openTierWhatIfCustomers,
    },
  },
  {
    path: '/life-cycle',
    label: 'nav.life_cycle',
    icon: 'people',
    actions: ['analytics:read'],
    pages: {
      '': async () => (await import('../pages/insight/life-cycle/life-cycle.ts')).openLifeCycle,
      '/customers': async () =>
        (await import('../pages/insight/life-cycle/customers.ts')).openLifeCycleCustomers,
    },
  },
  {
    path: '/life-time-value',
    label: 'nav.life_time_value',
    icon: 'people',
    actions: ['analytics:read'],
    pages: {
      '': async () => (await import('../pages/insight/life-time-value/life-time-value.ts')).openLifeTimeValue,
    },
  },
  {
    path: '/templates',
    label: 'nav.templates',
    icon: 'edit',
    actions: ['templates:read'],
    keys: 'gt',
    create: { action: 'templates:write', label: 'templates.new', path: '/templates/new' },
    pages: {
      '': async () => (await import('../pages/messaging/templates/list.ts')).openTemplates,
      '/new': async () => (await import('../pages/messaging/templates/editor.ts')).openTemplate,
      '/:id': async () => (await import('../pages/messaging/templates/editor.ts')).openTemplate,
    },
  },
  {
    path: '/suppressions',
    label: 'nav.suppressions',
    icon: 'lock',
    actions: ['suppressions:read'],
    keys: 'gx',
    pages: {
      '': async () => (await import('../pages/messaging/suppressions/suppressions.ts')).openSuppressions,
    },
  },
  {
    path: '/imports',
    label: 'nav.imports',
    icon: 'upload',
    actions: ['imports:read'],
    keys: 'gi',
    create: { action: 'imports:write', label: 'imports.new', path: '/imports#new' },
    pages: {
      '': async () => (await import('../pages/exchange/imports/list.ts')).openImports,
      '/:id': async () => (await import('../pages/exchange/imports/detail.ts')).openImport,
    },
  },
];

const organisation: readonly Place[] = [
  {
    path: '/units',
    label: 'nav.units',
    icon: 'store',
    actions: ['units:read'],
    keys: 'gu',
    create: { action: 'units:write', label: 'units.new', path: '/units#new' },
    pages: { '': async () => (await import('../pages/organisation/units/units.ts')).openUnits },
  },
  {
    path: '/products',
    label: 'nav.products',
    icon: 'box',
    actions: ['products:read'],
    keys: 'gd',
    create: { action: 'products:write', everywhere: true, label: 'products.new', path: '/products#new' },
    pages: { '': async () => (await import('../pages/catalogue/products/products.ts')).openProducts },
  },
  {
    path: '/customer-attributes',
    label: 'nav.attributes',
    icon: 'list',
    actions: ['customers:read'],
    create: {
      action: 'settings:write',
      everywhere: true,
      label: 'attributes.new',
      path: '/customer-attributes#new',
    },
    pages: { '': async () => (await import('../pages/customers/attributes/list.ts')).openAttributes },
  },
  {
    path: '/competitors',
    label: 'nav.competitors',
    icon: 'list',
    actions: ['customers:read'],
    create: {
      action: 'customers:write',
      everywhere: true,
      label: 'competitors.new',
      path: '/competitors#new',
    },
    pages: { '': async () => (await import('../pages/customers/competitors/list.ts')).openCompetitors },
  },
  {
    path: '/users',
    label: 'nav.users',
    icon: 'user',
    actions: ['users:read'],
    keys: 'go',
    create: { action: 'users:write', label: 'users.new', path: '/users#new' },
    pages: { '': async () => (await import('../pages/organisation/users/users.ts')).openUsers },
  },
];

const system: readonly Place[] = [
  {
    path: '/settings',
    label: 'nav.settings',
    icon: 'settings',
    actions: ['settings:read'],
    keys: 'gs',
    pages: { '': async () => (await import('../pages/administration/settings/settings.ts')).openSettings },
  },
  {
    path: '/calendars',
    label: 'nav.calendars',
    icon: 'clock',
    actions: ['calendars:read'],
    keys: 'gw',
    pages: { '': async () => (await import('../pages/organisation/calendars/calendars.ts')).openCalendars },
  },
  {
    path: '/partners',
    label: 'nav.partners',
    icon: 'link',
    actions: ['keys:read'],
    keys: 'gn',
    pages: { '': async () => (await import('../pages/organisation/partners/partners.ts')).openPartners },
  },
  {
    path: '/keys',
    label: 'nav.keys',
    icon: 'key',
    actions: ['keys:read'],
    keys: 'gk',
    create: { action: 'keys:write', label: 'keys.new', path: '/keys#new' },
    pages: {
      '': async () => (await import('../pages/organisation/api-keys/api-keys.ts')).openKeys,
      '/sandbox': async () => (await import('../pages/administration/sandbox/sandbox.ts')).openSandbox,
    },
  },
  {
    path: '/webhooks',
    label: 'nav.webhooks',
    icon: 'send',
    actions: ['webhooks:read'],
    keys: 'gv',
    create: { action: 'webhooks:write', label: 'webhooks.new', path: '/webhooks#new' },
    pages: {
      '': async () => (await import('../pages/administration/webhooks/list.ts')).openWebhooks,
      '/:id': async () => (await import('../pages/administration/webhooks/detail.ts')).openWebhook,
    },
  },
  {
    path: '/privacy',
    label: 'nav.privacy',
    icon: 'lock',
    actions: ['privacy:read'],
    keys: 'gz',
    pages: {
      '': async () => (await import('../pages/customers/privacy/erasures.ts')).openErasures,
      '/reads': async () => (await import('../pages/customers/privacy/reads.ts')).openPersonalReads,
      '/exports': async () => (await import('../pages/customers/privacy/exports.ts')).openDataExports,
    },
  },
  {
    path: '/audit',
    label: 'nav.audit',
    icon: 'list',
    actions: ['audit:read'],
    keys: 'gl',
    pages: {
      '': async () => (await import('../pages/administration/audit-events/audit-events.ts')).openAudit,
    },
  },
];

/** What the navigation shows, in its order. */
export const placeGroups: readonly PlaceGroup[] = [
  { label: undefined, places: daily },
  { label: 'nav.group.organisation', places: organisation },
  { label: 'nav.group.system', places: system },
];

/** One's own account: in the menu under the name and in the palette, not in the navigation. */
export const account: Place = {
  path: '/account',
  label: 'nav.account',
  icon: 'lock',
  actions: [],
  keys: 'gy',
  pages: { '': async () => (await import('../pages/organisation/account/account.ts')).openAccount },
};
