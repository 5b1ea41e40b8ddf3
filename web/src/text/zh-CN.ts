/** The texts in Chinese, joined from one file for each area. */
import administration from './zh-CN/administration.json';
import catalogue from './zh-CN/catalogue.json';
import customers from './zh-CN/customers.json';
import exchange from './zh-CN/exchange.json';
import insight from './zh-CN/insight.json';
import loyalty from './zh-CN/loyalty.json';
import marketing from './zh-CN/marketing.json';
import messaging from './zh-CN/messaging.json';
import organisation from './zh-CN/organisation.json';
import sales from './zh-CN/sales.json';
import service from './zh-CN/service.json';
import { texts as shell } from './zh-CN-shell.ts';

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
