/** The records that the command palette finds: customers, campaigns, complaints; of each what this person may read. */
import { searchCustomers } from '../api/customers/profiles.ts';
import { listCampaigns } from '../api/marketing/campaigns.ts';
import { listComplaints } from '../api/service/complaints.ts';
import { type Action, can } from '../api/session.ts';
import { excerpt } from '../models/format.ts';
import { joined, word } from '../ui/text.ts';
import type { Command } from './palette.ts';

type Go = (path: string) => void;

/** What cannot be searched right now leaves the others to be found. */
export async function findRecords(query: string, go: Go): Promise<Command[]> {
  const kinds: readonly [Action, (query: string, go: Go) => Promise<Command[]>][] = [
    ['customers:read', customers],
    ['campaigns:read', campaigns],
    ['complaints:read', complaints],
  ];
  const asked = kinds.filter(([action]) => can(action)).map(([, find]) => find(query, go).catch(() => []));
  return (await Promise.all(asked)).flat();
}

async function customers(query: string, go: Go): Promise<Command[]> {
  const found = await searchCustomers(query, 8);
  return found.map((customer) => ({
    label: customer.name,
    hint: customer.identities.map((identity) => identity.value).join(' · '),
    icon: 'user',
    run: () => go(`/customers/${customer.id}`),
  }));
}

async function campaigns(query: string, go: Go): Promise<Command[]> {
  const { data } = await listCampaigns({ q: query, limit: 4 });
  return data.map((campaign) => ({
    label: campaign.name,
    hint: word('campaign_state', campaign.state),
    icon: 'send',
    run: () => go(`/campaigns/${campaign.id}`),
  }));
}

async function complaints(query: string, go: Go): Promise<Command[]> {
  const { data } = await listComplaints({ q: query, limit: 4 });
  return data.map((complaint) => ({
    label: excerpt(complaint.text, 40),
    hint: joined([word('case_state', complaint.state), word('severity', complaint.severity)].filter(Boolean)),
    icon: 'warning',
    run: () => go(`/complaints/${complaint.id}`),
  }));
}
