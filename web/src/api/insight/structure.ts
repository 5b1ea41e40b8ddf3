/** The structure of customers between two dates, who is behind it, and the retention of cohorts. */
import { client, ok } from '../client.ts';
import type { Query, Reply, Row } from '../types.ts';

export type CustomerStructure = Reply<'/v1/analytics/structure', 'get'>;
export type StructureFigure = CustomerStructure['total'];
export type StructureRow = CustomerStructure['data'][number];
export type StructureQuery = Query<'/v1/analytics/structure'>;
export type StructureCustomer = Row<'/v1/analytics/structure/customers'>;
export type StructureCustomersQuery = Query<'/v1/analytics/structure/customers'>;
export type StructurePart = NonNullable<StructureCustomersQuery['part']>;
export type CohortFigures = Reply<'/v1/analytics/cohorts', 'get'>;
export type CohortRow = CohortFigures['data'][number];
export type CohortQuery = Query<'/v1/analytics/cohorts'>;

export const readStructure = (query: StructureQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/structure', { params: { query }, signal }));

export const listStructureCustomers = (query: StructureCustomersQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/structure/customers', { params: { query }, signal }));

export const readCohorts = (query: CohortQuery, signal?: AbortSignal) =>
  ok(client.GET('/v1/analytics/cohorts', { params: { query }, signal }));
