import { graphql } from '../../generated';

/** What a change of a feed may change. */
graphql(`
  fragment FeedAsSet on Feed {
    url
    everyHours
    format
    mapping
    options
    status
    failures
    lastError
    nextRunAt
  }
`);

export const FeedsDocument = graphql(`
  query Feeds($shop: ID!) {
    shop(id: $shop) {
      id
      feeds {
        id
        ...FeedAsSet
        lastRunAt
        lastImport {
          id
          status
          productsCreated
          productsUpdated
          rowsRejected
          finishedAt
        }
      }
    }
  }
`);

export const CreateFeed = graphql(`
  mutation CreateFeed($shop: ID!, $input: FeedCreateInput!) {
    feedCreate(shop: $shop, input: $input) {
      feed {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const ChangeFeed = graphql(`
  mutation ChangeFeed($shop: ID!, $feed: ID!, $input: FeedUpdateInput!) {
    feedUpdate(shop: $shop, feed: $feed, input: $input) {
      feed {
        id
        ...FeedAsSet
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const RunFeed = graphql(`
  mutation RunFeed($shop: ID!, $feed: ID!) {
    feedRun(shop: $shop, feed: $feed) {
      feed {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);

export const DeleteFeed = graphql(`
  mutation DeleteFeed($shop: ID!, $feed: ID!) {
    feedDelete(shop: $shop, feed: $feed) {
      feed {
        id
      }
      userErrors {
        ...Refused
      }
    }
  }
`);
