import { expect, test } from '@jest/globals';
import { transitions } from './transitions.js';

const lamp = transitions<'OFF' | 'ON' | 'BROKEN', 'press' | 'drop'>('Lamp', {
  OFF: { press: 'ON', drop: 'BROKEN' },
  ON: { press: 'OFF', drop: 'BROKEN' },
  BROKEN: {},
});

test('an event leads where the table says', () => {
  expect(lamp.next('OFF', 'press')).toBe('ON');
  expect(lamp.startsOf('drop')).toEqual(['OFF', 'ON']);
});

test('what is not in the table is refused, naming the state and the event', () => {
  expect(lamp.allows('BROKEN', 'press')).toBe(false);
  expect(() => lamp.next('BROKEN', 'press')).toThrow(
    expect.objectContaining({ code: 'WRONG_STATE', message: 'Lamp is BROKEN: "press" is not possible from there' }),
  );
});
