import { z } from 'zod';
import { BadCell, type Cells, short } from '../cells.js';
import { MOST_DESCRIPTION } from '../limits.js';
import type { Column } from './columns.js';

/** What Shopify's columns have no room for, as commerce/exports/formats/shopify.ts writes it. Each counts as long as the column beside it still says what it said when it was written. */
const More = z.object({
  /** Where the product came from Shopify and is at another address by now: what it is known by there. */
  externalId: z.string().min(1).max(255).optional(),
  /** All of its categories, by their titles from the root; `Product category` has the first. */
  categories: z
    .array(z.array(z.string().min(1).max(255)).min(1).max(20))
    .min(1)
    .max(50)
    .optional(),
  /** Each option's values, where their order is not that of the variants; counts while no variant has another. */
  options: z
    .array(z.array(z.string().max(255)).max(2048))
    .max(3)
    .optional(),
  /** Where one of them has a comma in it, at which `Tags` falls apart. */
  tags: z.array(z.string().max(255)).max(250).optional(),
});
export type More = z.infer<typeof More>;

/** @throws {BadCell} FIELD_INVALID */
export function moreIn(cells: Cells<Column>): More {
  const text = cells.text('more', MOST_DESCRIPTION);
  if (!text) return {};
  const read = More.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new BadCell('more', 'FIELD_INVALID', `${short(text)} is not what an export wrote there: leave the cell as it was, or empty it`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
