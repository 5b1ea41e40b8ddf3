/** What waits for the decision of whoever is logged in, and what became of what they asked for. */
import { client, ok } from '../client.ts';
import type { Reply, Row } from '../types.ts';

export type Approval = Row<'/v1/approvals'>;
export type ApprovalList = Reply<'/v1/approvals', 'get'>;

export const listApprovals = (side: 'waiting' | 'asked', signal?: AbortSignal) =>
  ok(client.GET('/v1/approvals', { params: { query: { side } }, signal }));

/** Whether a campaign that was handed in waits for this person: none of its parts is their own work. */
export async function waitsForMe(campaign: string, signal?: AbortSignal): Promise<boolean> {
  const { data, has_more: hasMore } = await listApprovals('waiting', signal);
  return hasMore || data.some((one) => one.id === campaign);
}
