import type { FeedsQuery } from '../../generated/graphql';

/** A feed as its page shows it. */
export type Feed = NonNullable<FeedsQuery['shop']>['feeds'][number];
