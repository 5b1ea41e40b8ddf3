/** Tiers through time: who moved between the classes of years, what other bounds would do, and who is behind it. */
import { client, ok } from '../client.ts';
import type { Query, Reply, Row } from '../types.ts';

const path = '/v1/analytics/tier-migration';
const behind = '/v1/analytics/tier-migration/customers';
const whatIf = '/v1/analytics/tier-migration/what-if';
const whatIfBehind = '/v1/analytics/tier-migration/what-if/customers';

export type TierMigration = Reply<typeof path, 'get'>;
export type TierYear = TierMigration['years'][number];
export type TierStep = TierMigration['data'][number];
export type TierCell = TierStep['cells'][number];
export type TierMove = TierCell['move'];
export type TierClass = TierCell['from'];
export type TierMigrationQuery = Query<typeof path>;
export type TierMigrationCustomer = Row<typeof behind>;
export type TierMigrationCustomersQuery = Query<typeof behind>;
export type TierWhatIf = Reply<typeof whatIf, 'get'>;
export type TierWhatIfQuery = Query<typeof whatIf>;
export type TierWhatIfCustomer = Row<typeof whatIfBehind>;
export type TierWhatIfCustomersQuery = Query<typeof whatIfBehind>;

export const readTierMigration = (query: TierMigrationQuery, signal?: AbortSignal) =>
  ok(client.GET(path, { params: { query }, signal }));

export const listTierMigrationCustomers = (query: TierMigrationCustomersQuery, signal?: AbortSignal) =>
  ok(client.GET(behind, { params: { query }, signal }));

export const readTierWhatIf = (query: TierWhatIfQuery, signal?: AbortSignal) =>
  ok(client.GET(whatIf, { params: { query }, signal }));

export const listTierWhatIfCustomers = (query: TierWhatIfCustomersQuery, signal?: AbortSignal) =>
  ok(client.GET(whatIfBehind, { params: { query }, signal }));
