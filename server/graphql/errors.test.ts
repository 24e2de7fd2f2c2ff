import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { presentError } from './errors.js';

const shown = (message: string) => {
  const formatted = { message, extensions: { code: 'BAD_USER_INPUT' } };
  return presentError(formatted, new GraphQLError(message, formatted), { requestId: 'req_1', language: null }).extensions;
};

test('a value that its scalar does not take is told with where it stands', () => {
  const message = 'Variable "$input" got invalid value "abc" at "input.lines[2].amount"; Decimal takes digits.';
  expect(shown(message)).toEqual({ code: 'BAD_USER_INPUT', field: ['input', 'lines', '2', 'amount'], sentence: 'Decimal takes digits.' });
});

test('a value that is written like the sentence around it keeps nobody busy', () => {
  const value = `${' at "x"; '.repeat(100_000)}\n`;
  expect(shown(`Variable "$input" got invalid value { ${value}: 1 }; Field "${value}" is not defined.`)).toEqual({
    code: 'BAD_USER_INPUT',
  });
});
