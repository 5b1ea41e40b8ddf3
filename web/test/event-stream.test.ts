import { expect, it } from 'vitest';
import { EventParser } from '../src/models/event-stream.ts';

it('gives an event once it is complete, however the bytes are cut', () => {
  const parser = new EventParser();
  expect(parser.push('id: 7\nevent: pro')).toEqual([]);
  expect(parser.push('gress\ndata: {"a":\ndata: 1}\n')).toEqual([]);
  expect(parser.push('\n')).toEqual([{ event: 'progress', data: '{"a":\n1}', id: '7' }]);
});

it('passes over comments that only keep the line open', () => {
  expect(new EventParser().push(': ping\n\n:\n\ndata: x\r\n\r\n')).toEqual([
    { event: 'message', data: 'x', id: undefined },
  ]);
});
