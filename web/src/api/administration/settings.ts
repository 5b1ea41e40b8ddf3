/** Settings of the organisation; the policies keep every version. */
import { client, ok, tagged } from '../client.ts';
import type { Body, Reply, Row } from '../types.ts';

export type Organisation = Reply<'/v1/settings/organisation', 'get'>;
export type OrganisationBody = Body<'/v1/settings/organisation', 'put'>;
export type TierPolicySetting = Reply<'/v1/settings/tier-policy', 'get'>;
export type TierPolicy = Body<'/v1/settings/tier-policy', 'put'>;
export type ComplaintPolicySetting = Reply<'/v1/settings/complaint-policy', 'get'>;
export type ComplaintPolicy = Body<'/v1/settings/complaint-policy', 'put'>;
export type TierPolicyVersion = Row<'/v1/settings/tier-policy/versions'>;

export const readOrganisation = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/organisation', { signal }));

export const changeOrganisation = (tag: string, body: OrganisationBody) =>
  tagged(client.PUT('/v1/settings/organisation', { params: { header: { 'If-Match': tag } }, body }));

export const readTierPolicy = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/tier-policy', { signal }));

export const changeTierPolicy = (tag: string, body: TierPolicy) =>
  tagged(client.PUT('/v1/settings/tier-policy', { params: { header: { 'If-Match': tag } }, body }));

export const listTierPolicies = (signal?: AbortSignal) =>
  ok(client.GET('/v1/settings/tier-policy/versions', { signal }));

export const readComplaintPolicy = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/complaint-policy', { signal }));

export const changeComplaintPolicy = (tag: string, body: ComplaintPolicy) =>
  tagged(client.PUT('/v1/settings/complaint-policy', { params: { header: { 'If-Match': tag } }, body }));

export type LoyaltySetting = Reply<'/v1/settings/loyalty', 'get'>;
export type LoyaltyPolicy = Body<'/v1/settings/loyalty', 'put'>;

export const readLoyaltyPolicy = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/loyalty', { signal }));

export const changeLoyaltyPolicy = (tag: string, body: LoyaltyPolicy) =>
  tagged(client.PUT('/v1/settings/loyalty', { params: { header: { 'If-Match': tag } }, body }));

export type MessagingSetting = Reply<'/v1/settings/messaging', 'get'>;
export type MessagingPolicy = Body<'/v1/settings/messaging', 'put'>;

export const readMessaging = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/messaging', { signal }));

export const changeMessaging = (tag: string, body: MessagingPolicy) =>
  tagged(client.PUT('/v1/settings/messaging', { params: { header: { 'If-Match': tag } }, body }));

export type SecuritySetting = Reply<'/v1/settings/security', 'get'>;
export type SecurityPolicy = Body<'/v1/settings/security', 'put'>;

export const readSecurity = (signal?: AbortSignal) => tagged(client.GET('/v1/settings/security', { signal }));

export const changeSecurity = (tag: string, body: SecurityPolicy) =>
  tagged(client.PUT('/v1/settings/security', { params: { header: { 'If-Match': tag } }, body }));

export type RetentionSetting = Reply<'/v1/settings/retention', 'get'>;
export type RetentionPolicy = Body<'/v1/settings/retention', 'put'>;
export type RetentionReport = Reply<'/v1/settings/retention/previews', 'post'>;

export const readRetention = (signal?: AbortSignal) =>
  tagged(client.GET('/v1/settings/retention', { signal }));

export const changeRetention = (tag: string, body: RetentionPolicy) =>
  tagged(client.PUT('/v1/settings/retention', { params: { header: { 'If-Match': tag } }, body }));

/** How much the rules would take now. */
export const reportRetention = (body: RetentionPolicy) =>
  ok(client.POST('/v1/settings/retention/previews', { body }));
