import { z } from 'zod';

const title = z.string().trim().min(1).max(255);
const position = z.int().min(0).max(1_000_000_000);
const externalId = z.string().trim().min(1).max(255);

export const NewCategory = z.object({
  title,
  /** Null or left out: at the top. */
  parent: z.string().nullish(),
  /** Left out: behind its siblings. */
  position: position.nullish(),
  externalId: externalId.nullish(),
});
export type NewCategory = z.infer<typeof NewCategory>;

/** `parent: null` moves to the top; left out it stays. */
export const CategoryChange = z.object({
  title: title.optional(),
  parent: z.string().nullish(),
  position: position.optional(),
  externalId: externalId.nullish(),
});
export type CategoryChange = z.infer<typeof CategoryChange>;

/** A step of the way from the top to a category, as it is called where it comes from. */
export interface CategoryStep {
  title: string;
  externalId?: string | undefined;
}
