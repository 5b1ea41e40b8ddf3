/** The texts in English, joined from one file for each area. */
import administration from './en/administration.json';
import catalogue from './en/catalogue.json';
import customers from './en/customers.json';
import exchange from './en/exchange.json';
import insight from './en/insight.json';
import loyalty from './en/loyalty.json';
import marketing from './en/marketing.json';
import messaging from './en/messaging.json';
import organisation from './en/organisation.json';
import sales from './en/sales.json';
import service from './en/service.json';
import { texts as shell } from './en-shell.ts';

export const texts = {
  ...shell,
  ...organisation,
  ...catalogue,
  ...customers,
  ...loyalty,
  ...sales,
  ...messaging,
  ...marketing,
  ...service,
  ...insight,
  ...exchange,
  ...insight,
  ...administration,
};
