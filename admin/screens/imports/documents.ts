import { graphql } from '../../generated';

export const OneImport = graphql(`
  query OneImport($shop: ID!, $import: ID!) {
    shop(id: $shop) {
      id
      import(id: $import) {
        id
        status
        format
        formatConfidence
        upload {
          id
          filename
        }
        options {
          mode
          dryRun
          matchBy
          only
          keep
          keepEdits
          productEvents
          redirects
          columns {
            name
            field
          }
        }
        progress
        rowsRead
        rowsTotal
        rowsPerSecond
        secondsLeft
        productsCreated
        productsUpdated
        productsUnchanged
        productsSkipped
        rowsRejected
        createdAt
        startedAt
        finishedAt
        undoableUntil
        undo {
          removed
          restored
          kept
        }
        problemCounts {
          code
          message
          count
          rejected
        }
        reportUrl
      }
    }
  }
`);

export const CancelImport = graphql(`
  mutation CancelImport($shop: ID!, $import: ID!) {
    importCancel(shop: $shop, import: $import) {
      import {
        id
        status
        finishedAt
        undoableUntil
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ResumeImport = graphql(`
  mutation ResumeImport($shop: ID!, $import: ID!) {
    importResume(shop: $shop, import: $import) {
      import {
        id
        status
        finishedAt
        undoableUntil
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const UndoImport = graphql(`
  mutation UndoImport($shop: ID!, $import: ID!) {
    importUndo(shop: $shop, import: $import) {
      import {
        id
        status
        undoableUntil
        undo {
          removed
          restored
          kept
        }
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
