import { expect, it } from 'vitest';
import { linesOf, matchLine } from '../../src/models/marketing/pasted-lines.ts';

it('takes each line once, as a spreadsheet or a chat gives them', () => {
  expect(linesOf(' 王小明\r\n１３８００１３８０００\n\n王小明\n')).toEqual(['王小明', '13800138000']);
  expect(linesOf(' \n ')).toEqual([]);
});

it('means the only one found, or the only one of that very name', () => {
  const one = { id: 'a', name: '王小明' };
  const other = { id: 'b', name: '王小明明' };
  expect(matchLine('13800138000', [one])).toBe(one);
  expect(matchLine('王小明', [other, one])).toBe(one);
  expect(matchLine('王小', [one, other])).toBe('several');
  expect(matchLine('王小明', [one, { id: 'c', name: '王小明' }])).toBe('several');
  expect(matchLine('李雷', [])).toBe('nobody');
});
