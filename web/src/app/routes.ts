/** Every page and its URL; each page's code is fetched when it is first opened. */
import type { Route } from './router.ts';

export const routes: readonly Route[] = [
  { path: '/', open: async () => (await import('../pages/home/home.ts')).openHome },
  { path: '/customers', open: async () => (await import('../pages/customers/list.ts')).openCustomers },
  { path: '/customers/:id', open: async () => (await import('../pages/customers/one.ts')).openCustomer },
  { path: '/complaints', open: async () => (await import('../pages/complaints/list.ts')).openComplaints },
  { path: '/complaints/:id', open: async () => (await import('../pages/complaints/one.ts')).openCase },
  { path: '/calendars', open: async () => (await import('../pages/calendars/calendars.ts')).openCalendars },
  { path: '/segments', open: async () => (await import('../pages/segments/list.ts')).openSegments },
  {
    path: '/segments/new',
    open: async () => (await import('../pages/segments/builder.ts')).openSegmentBuilder,
  },
  { path: '/segments/:id', open: async () => (await import('../pages/segments/one.ts')).openSegment },
  {
    path: '/segments/:id/rule',
    open: async () => (await import('../pages/segments/builder.ts')).openSegmentBuilder,
  },
  {
    path: '/campaigns',
    open: async () => (await import('../pages/campaigns/list.ts')).openCampaigns,
  },
  {
    path: '/campaigns/new',
    open: async () => (await import('../pages/campaigns/editor.ts')).openCampaignEditor,
  },
  { path: '/campaigns/:id', open: async () => (await import('../pages/campaigns/one.ts')).openCampaign },
  {
    path: '/campaigns/:id/plan',
    open: async () => (await import('../pages/campaigns/editor.ts')).openCampaignEditor,
  },
  { path: '/templates', open: async () => (await import('../pages/templates/list.ts')).openTemplates },
  { path: '/templates/new', open: async () => (await import('../pages/templates/editor.ts')).openTemplate },
  { path: '/templates/:id', open: async () => (await import('../pages/templates/editor.ts')).openTemplate },
  {
    path: '/suppressions',
    open: async () => (await import('../pages/suppressions/suppressions.ts')).openSuppressions,
  },
  { path: '/imports', open: async () => (await import('../pages/imports/list.ts')).openImports },
  { path: '/imports/:id', open: async () => (await import('../pages/imports/wizard.ts')).openImport },
  {
    path: '/memberships',
    open: async () => (await import('../pages/memberships/list.ts')).openMemberships,
  },
  {
    path: '/memberships/:id',
    open: async () => (await import('../pages/memberships/one.ts')).openMembership,
  },
  { path: '/units', open: async () => (await import('../pages/units/units.ts')).openUnits },
  { path: '/products', open: async () => (await import('../pages/products/products.ts')).openProducts },
  { path: '/users', open: async () => (await import('../pages/users/users.ts')).openUsers },
  { path: '/settings', open: async () => (await import('../pages/settings/settings.ts')).openSettings },
  { path: '/partners', open: async () => (await import('../pages/partners/partners.ts')).openPartners },
  { path: '/keys', open: async () => (await import('../pages/keys/keys.ts')).openKeys },
  { path: '/audit', open: async () => (await import('../pages/audit/audit.ts')).openAudit },
  { path: '/account', open: async () => (await import('../pages/account/account.ts')).openAccount },
];

export const missing: Route = {
  path: '*',
  open: async () => (await import('../pages/missing/missing.ts')).openMissing,
};
