import type { ProductStatus } from '../../generated/graphql';
import type { Tone } from '../../ui/show';

export const STATUSES: readonly ProductStatus[] = ['ACTIVE', 'DRAFT', 'ARCHIVED'];

export const TONES: Readonly<Record<ProductStatus, Tone>> = { ACTIVE: 'good', DRAFT: 'busy', ARCHIVED: 'neutral' };
