import { expect, it } from 'vitest';
import {
  type Attribute,
  listed,
  optionLines,
  parseOptions,
  settable,
  typedValue,
  valueName,
} from '../../src/models/customers/attributes.ts';
import { attributeFilters, exportPath, filterQuery } from '../../src/models/customers/filters.ts';

const attribute = (value_type: Attribute['value_type'], more: Partial<Attribute> = {}): Attribute => ({
  key: value_type,
  names: { 'zh-CN': '属性', en: 'Attribute' },
  value_type,
  kinds: ['consumer'],
  options: [{ code: 'sweet', names: { 'zh-CN': '甜', en: 'Sweet' } }],
  archived: false,
  ...more,
});

it('offers a customer the attributes of its kind that are in use', () => {
  const all = [
    attribute('text'),
    attribute('date', { archived: true }),
    attribute('choice', { kinds: ['dealer'] }),
  ];
  expect(settable(all, 'consumer').map(({ key }) => key)).toEqual(['text']);
  expect(listed([...all, attribute('boolean')]).map(({ key }) => key)).toEqual(['choice', 'boolean']);
});

it.each([
  ['text', ' a ', ' a '],
  ['integer', '40', 40],
  ['integer', '4.5', undefined],
  ['integer', 'many', undefined],
  ['decimal', '-4.5', -4.5],
  ['decimal', '1e3', undefined],
  ['boolean', 'false', false],
  ['date', '2026-05-01', '2026-05-01'],
  ['choice', 'sweet', 'sweet'],
  ['integer', undefined, null],
] as const)('reads what was typed of a %s: %s', (type, typed, expected) => {
  expect(typedValue(attribute(type), typed)).toBe(expected);
});

it('names values in the language of the console', () => {
  const answers = { yes: '是', no: '否' };
  expect(valueName(attribute('choice'), 'sweet', 'zh-CN', answers)).toBe('甜');
  expect(valueName(attribute('choice'), 'gone', 'en', answers)).toBe('gone');
  expect(valueName(attribute('boolean'), false, 'zh-CN', answers)).toBe('否');
  expect(valueName(attribute('decimal'), 1.5, 'en', answers)).toBe('1.5');
});

it('takes options line by line, and gives them back', () => {
  const options = [
    { code: 'sweet', names: { 'zh-CN': '甜', en: 'Sweet' } },
    { code: 'no_sugar', names: { 'zh-CN': '无糖', en: 'No sugar' } },
  ];
  expect(parseOptions(optionLines(options))).toEqual(options);
  expect(parseOptions('sweet＝甜｜Sweet\n\n no_sugar = 无糖 | No sugar ')).toEqual(options);
  for (const line of ['sweet', 'sweet = 甜', 'Sweet = 甜 | Sweet', '甜 = 甜 | Sweet'])
    expect(parseOptions(line)).toBeUndefined();
});

it('filters the list by attributes that stand in the URL', () => {
  const url = new URL('http://x/customers?attributes%5Btaste%5D=sweet&attributes[seats][gte]=3&other=1&q=a');
  expect(attributeFilters(url)).toEqual(['attributes[taste]', 'attributes[seats][gte]']);
  expect(filterQuery(url)).toEqual({ q: 'a', 'attributes[taste]': 'sweet', 'attributes[seats][gte]': '3' });
  expect(exportPath(url, 'en')).toContain('attributes%5Btaste%5D=sweet');
});
