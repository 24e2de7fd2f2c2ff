import { acrossShops } from '#tenants/index.js';
import { type Import, type ImportBatch, imports } from './import.model.js';
import { IMPORT_STATUSES, type ImportStatus } from './import.state.js';

const SUMMED = ['rowsRead', 'rowsRejected', 'productsCreated', 'productsUpdated', 'productsUnchanged', 'productsSkipped'] as const;

/** All imports of a batch as one. */
export type BatchSummary = Record<(typeof SUMMED)[number], number> & {
  shops: number;
  /** From 0 to 1. */
  progress: number;
  statuses: { status: ImportStatus; count: number }[];
};

type Row = Record<(typeof SUMMED)[number], number> & { _id: ImportStatus; count: number; progress: number };

const ENDED: readonly ImportStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'UNDOING', 'UNDONE'];

/** How far a batch is. */
export async function summaryOf({ imports: started }: ImportBatch): Promise<BatchSummary> {
  const rows = await acrossShops<Import>(imports.name, 'an agency follows one import into many shops').aggregate<Row>([
    { $match: { _id: { $in: started.map(({ importId }) => importId) }, shopId: { $in: started.map(({ shopId }) => shopId) } } },
    {
      $group: {
        _id: '$status',
        count: { $sum: 1 },
        progress: { $sum: { $cond: [{ $in: ['$status', ENDED] }, 1, { $divide: ['$bytesRead', { $max: ['$bytesTotal', 1] }] }] } },
        ...Object.fromEntries(SUMMED.map((name) => [name, { $sum: `$${name}` }])),
      },
    },
  ]);
  const sum = (name: (typeof SUMMED)[number] | 'count' | 'progress') => rows.reduce((total, row) => total + row[name], 0);
  return {
    shops: started.length,
    progress: Math.min(1, sum('progress') / Math.max(1, started.length)),
    statuses: IMPORT_STATUSES.flatMap((status) => {
      const row = rows.find(({ _id }) => _id === status);
      return row ? [{ status, count: row.count }] : [];
    }),
    ...(Object.fromEntries(SUMMED.map((name) => [name, sum(name)])) as Record<(typeof SUMMED)[number], number>),
  };
}
