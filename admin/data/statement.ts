import { graphql } from '../generated';

/** Where the books of all shops of an agency over a time are fetched as a file. */
export const AgencyStatement = graphql(`
  query AgencyStatement($agency: ID!, $from: DateTime!, $to: DateTime!, $format: StatementFormat!) {
    agency(id: $agency) {
      id
      statementUrl(from: $from, to: $to, format: $format)
    }
  }
`);
