import { expect, it } from 'vitest';
import { behindPath } from '../../src/models/insight/structure.ts';

const asked = { from: '2026-01-01', to: '2026-03-31', as_of: '2026-04-02', by: 'source', restated: false };

it('leads to the customers behind a part, with the same question', () => {
  const period = 'from=2026-01-01&to=2026-03-31&by=source&as_of=2026-04-02';
  expect(behindPath(asked, 'lost')).toBe(`/structure/customers?part=lost&${period}`);
  expect(behindPath(asked, 'lost', { key: 'event' })).toBe(
    `/structure/customers?part=lost&${period}&key=event`,
  );
  expect(behindPath({ ...asked, restated: true }, 'new', { key: null })).toBe(
    `/structure/customers?part=new&${period}&restated=true&key=`,
  );
});
