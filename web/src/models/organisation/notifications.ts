/** Where the console shows what somebody is told about. */

const folders: Readonly<Record<string, string>> = {
  cam: 'campaigns',
  cpl: 'complaints',
  mem: 'memberships',
  cus: 'customers',
  whk: 'webhooks',
};

/** The page of a campaign, complaint, membership, customer or webhook by its id; the inbox for anything else. */
export function placeOf(id: string): string {
  const folder = folders[id.split('_')[0] ?? ''];
  return folder ? `/${folder}/${id}` : '/inbox';
}
