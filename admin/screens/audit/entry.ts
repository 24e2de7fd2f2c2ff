import type { AuditOfAgencyQuery } from '../../generated/graphql';

export type Entry = NonNullable<AuditOfAgencyQuery['agency']>['auditLog']['nodes'][number];
