import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { presetNames, presetScopes, presets } from '../../src/models/organisation/key-presets.ts';

const document = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../openapi/regulars.json'), 'utf8'),
);
const actions: string[] = document.components.schemas.Action.enum;

it.each(presetNames)('names scopes that the API knows: %s', (name) => {
  expect(presets[name].filter((scope) => !actions.includes(scope))).toEqual([]);
});

it('leaves out what its maker does not hold, and says so', () => {
  expect(presetScopes('catalogue', ['products:read', 'units:read'])).toEqual({
    scopes: ['products:read'],
    missing: ['products:write'],
  });
});
