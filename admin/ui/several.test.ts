import { expect, test } from '@jest/globals';
import { severalIn } from './several';

test('words between the commas of either script are several, each once', () => {
  expect(severalIn(['红，蓝', 'S、M, L', '蓝', ' ，'])).toEqual(['红', '蓝', 'S', 'M', 'L']);
});
