import 'urlpattern-polyfill';
import { expect, it } from 'vitest';
import { Router } from '../src/app/router.ts';
import { missing, routes } from '../src/app/routes.ts';

const nothing = () => {};

it.each([
  ['/', '/', {}],
  ['/customers', '/customers', {}],
  ['/nowhere', '*', {}],
  ['/customers/a/b', '*', {}],
])('opens %s by the route %s', (pathname, path, params) => {
  const found = new Router(routes, missing, nothing, nothing).find(new URL(pathname, 'http://regulars.test'));
  expect({ path: found.route.path, params: found.params }).toEqual({ path, params });
});
