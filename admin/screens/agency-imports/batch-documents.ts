import { graphql } from '../../generated';

export const CancelBatch = graphql(`
  mutation CancelBatch($agency: ID!, $batch: ID!) {
    importBatchCancel(agency: $agency, importBatch: $batch) {
      importBatch {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ResumeBatch = graphql(`
  mutation ResumeBatch($agency: ID!, $batch: ID!) {
    importBatchResume(agency: $agency, importBatch: $batch) {
      importBatch {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const UndoBatch = graphql(`
  mutation UndoBatch($agency: ID!, $batch: ID!) {
    importBatchUndo(agency: $agency, importBatch: $batch) {
      importBatch {
        id
        status
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
