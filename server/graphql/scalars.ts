import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { isCurrency } from '#platform/money.js';

/** A scalar that travels as text: `read` answers what it takes when the text is not of its form. */
function textScalar(name: string, takes: string, fits: (text: string) => boolean): GraphQLScalarType<string, string> {
  const read = (value: unknown): string => {
    if (typeof value === 'string' && fits(value)) return value;
    throw new GraphQLError(`${name} takes ${takes}`);
  };
  return new GraphQLScalarType({
    name,
    serialize: String,
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const scalars = {
  Decimal: textScalar('Decimal', 'a decimal number as text, like "19.99"', (text) => /^-?\d{1,15}(\.\d{1,10})?$/.test(text)),
  CurrencyCode: textScalar('CurrencyCode', 'an ISO 4217 code, like "CNY"', isCurrency),
  URL: textScalar('URL', 'an absolute http or https address', (text) => text.length <= 2000 && /^https?:$/.test(protocolOf(text))),
  // Under the library's own name no variable could be declared as it.
  DateTime: new GraphQLScalarType({ ...GraphQLDateTimeISO.toConfig(), name: 'DateTime' }),
  JSON: GraphQLJSON,
};

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');
