/** The currency of the organisation, for amounts that a person types. */

import { readOrganisation } from '../administration/settings.ts';
import { can } from '../session.ts';

let cached: Promise<string> | undefined;

/** Those who may not read the settings get the yuan, the default of a new organisation. */
export function organisationCurrency(): Promise<string> {
  cached ??= can('settings:read')
    ? readOrganisation().then((organisation) => organisation.value.base_currency)
    : Promise.resolve('CNY');
  return cached.catch(() => {
    cached = undefined;
    return 'CNY';
  });
}

export function forgetCurrency(): void {
  cached = undefined;
}
