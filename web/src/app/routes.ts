/** Every page and its URL; each page's code is fetched when it is first opened. */
import type { Route } from './router.ts';

export const routes: readonly Route[] = [
  { path: '/', open: async () => (await import('../pages/home/home.ts')).openHome },
  {
    path: '/customers',
    open: async () => (await import('../pages/customers/profiles/list.ts')).openCustomers,
  },
  {
    path: '/customers/:id',
    open: async () => (await import('../pages/customers/profiles/detail.ts')).openCustomer,
  },
  {
    path: '/complaints',
    open: async () => (await import('../pages/service/complaints/list.ts')).openComplaints,
  },
  {
    path: '/complaints/:id',
    open: async () => (await import('../pages/service/complaints/detail.ts')).openCase,
  },
  {
    path: '/calendars',
    open: async () => (await import('../pages/organisation/calendars/calendars.ts')).openCalendars,
  },
  { path: '/segments', open: async () => (await import('../pages/marketing/segments/list.ts')).openSegments },
  {
    path: '/segments/new',
    open: async () => (await import('../pages/marketing/segments/builder.ts')).openSegmentBuilder,
  },
  {
    path: '/segments/:id',
    open: async () => (await import('../pages/marketing/segments/detail.ts')).openSegment,
  },
  {
    path: '/segments/:id/rule',
    open: async () => (await import('../pages/marketing/segments/builder.ts')).openSegmentBuilder,
  },
  {
    path: '/campaigns',
    open: async () => (await import('../pages/marketing/campaigns/list.ts')).openCampaigns,
  },
  {
    path: '/campaigns/new',
    open: async () => (await import('../pages/marketing/campaigns/editor.ts')).openCampaignEditor,
  },
  {
    path: '/campaigns/:id',
    open: async () => (await import('../pages/marketing/campaigns/detail.ts')).openCampaign,
  },
  {
    path: '/campaigns/:id/plan',
    open: async () => (await import('../pages/marketing/campaigns/editor.ts')).openCampaignEditor,
  },
  {
    path: '/templates',
    open: async () => (await import('../pages/messaging/templates/list.ts')).openTemplates,
  },
  {
    path: '/templates/new',
    open: async () => (await import('../pages/messaging/templates/editor.ts')).openTemplate,
  },
  {
    path: '/templates/:id',
    open: async () => (await import('../pages/messaging/templates/editor.ts')).openTemplate,
  },
  {
    path: '/suppressions',
    open: async () => (await import('../pages/messaging/suppressions/suppressions.ts')).openSuppressions,
  },
  { path: '/imports', open: async () => (await import('../pages/exchange/imports/list.ts')).openImports },
  {
    path: '/imports/:id',
    open: async () => (await import('../pages/exchange/imports/detail.ts')).openImport,
  },
  {
    path: '/memberships',
    open: async () => (await import('../pages/loyalty/memberships/list.ts')).openMemberships,
  },
  {
    path: '/memberships/:id',
    open: async () => (await import('../pages/loyalty/memberships/detail.ts')).openMembership,
  },
  { path: '/units', open: async () => (await import('../pages/organisation/units/units.ts')).openUnits },
  {
    path: '/products',
    open: async () => (await import('../pages/catalogue/products/products.ts')).openProducts,
  },
  { path: '/users', open: async () => (await import('../pages/organisation/users/users.ts')).openUsers },
  {
    path: '/settings',
    open: async () => (await import('../pages/administration/settings/settings.ts')).openSettings,
  },
  {
    path: '/partners',
    open: async () => (await import('../pages/organisation/partners/partners.ts')).openPartners,
  },
  { path: '/keys', open: async () => (await import('../pages/organisation/api-keys/api-keys.ts')).openKeys },
  {
    path: '/audit',
    open: async () => (await import('../pages/administration/audit-events/audit-events.ts')).openAudit,
  },
  {
    path: '/account',
    open: async () => (await import('../pages/organisation/account/account.ts')).openAccount,
  },
];

export const missing: Route = {
  path: '*',
  open: async () => (await import('../pages/missing/missing.ts')).openMissing,
};
