import { expect, it } from 'vitest';
import { contentsOf, draftOf, isBlank, withField } from '../../src/models/messaging/template.ts';

it('sends only the languages and parts that were written', () => {
  const draft = draftOf({ en: { subject: 'Hi', text: 'TypedContent', html: '<p>' } });
  expect(isBlank(draft['zh-CN'])).toBe(true);
  expect(contentsOf(draft, 'email')).toEqual({ en: { subject: 'Hi', text: 'TypedContent', html: '<p>' } });
  expect(contentsOf(draft, 'sms')).toEqual({ en: { text: 'TypedContent' } });
  draft.en.html = ' ';
  draft.en.subject = '';
  expect(contentsOf(draft, 'email')).toEqual({ en: { text: 'TypedContent' } });
  expect(contentsOf(draftOf(undefined), 'email')).toEqual({});
  expect(draftOf({ en: null, 'zh-CN': { text: '字' } })['zh-CN'].text).toBe('字');
});

it('sends where answers go with an e-mail only', () => {
  const draft = draftOf({ en: { text: 'Hi', reply_to: 'service@shop.example' } });
  expect(contentsOf(draft, 'email')).toEqual({ en: { text: 'Hi', reply_to: 'service@shop.example' } });
  expect(contentsOf(draft, 'sms')).toEqual({ en: { text: 'Hi' } });
});

it('sends a language that has a subject only, so that the API reports the fault', () => {
  const draft = draftOf(undefined);
  draft.en.subject = 'Hi';
  expect(contentsOf(draft, 'email')).toEqual({ en: { subject: 'Hi', text: '' } });
});

it('puts a field in where one writes, and leaves the place for its fallback', () => {
  expect(withField('Hi !', 3, 'customer.name')).toEqual({ text: 'Hi {{customer.name|}}!', place: 19 });
  expect(withField('', 0, 'unsubscribe_url')).toEqual({ text: '{{unsubscribe_url}}', place: 19 });
});
