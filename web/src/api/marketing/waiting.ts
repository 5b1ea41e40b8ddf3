/** Campaigns that wait for the word of whoever is logged in. */
import { can, me } from '../session.ts';
import { type Campaign, listCampaigns } from './campaigns.ts';

export interface Waiting {
  /** Handed in by others. */
  toApprove: Campaign[];
  /** One's own that were handed back. */
  returned: Campaign[];
}

/** Whether campaigns can wait for this person at all. */
export const judgesCampaigns = (): boolean =>
  can('campaigns:read') && (can('campaigns:approve') || can('campaigns:write'));

export async function readWaiting(signal?: AbortSignal): Promise<Waiting> {
  const own = (campaign: Campaign) => [campaign.author_id, campaign.changed_by].includes(me()?.id ?? '');
  const inReview = can('campaigns:approve')
    ? (await listCampaigns({ state: ['in_review'], limit: 50 }, signal)).data
    : [];
  const drafts = can('campaigns:write')
    ? (await listCampaigns({ state: ['draft'], limit: 50 }, signal)).data
    : [];
  return {
    toApprove: inReview.filter((campaign) => !own(campaign)),
    returned: drafts.filter((campaign) => own(campaign) && campaign.review_note),
  };
}
