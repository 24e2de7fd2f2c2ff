import { z } from 'zod';
import { COLLECTION_SORTS, RULE_FIELDS, RULE_RELATIONS } from './collection.model.js';

const title = z.string().trim().min(1).max(255);
const handle = z.string().trim().min(1).max(255);
const descriptionHtml = z.string().max(500_000);
const ProductIds = z.array(z.string()).max(250);

const MOST_CONDITIONS = 20;

/** What a relation can be said of. Amounts and categories are looked at in rules.ts, which knows the shop. */
const Condition = z
  .object({ field: z.enum(RULE_FIELDS), relation: z.enum(RULE_RELATIONS), value: z.string().trim().min(1).max(255) })
  .refine(({ field, relation }) => field === 'PRICE' || relation === 'EQUALS' || relation === 'NOT_EQUALS', {
    path: ['relation'],
    message: 'takes LESS_THAN and GREATER_THAN for PRICE alone',
  })
  .refine(({ field, value }) => field !== 'STOCK' || /^(in|out)$/i.test(value), { path: ['value'], message: 'takes in or out for STOCK' });

export const RulesInput = z.object({
  match: z.enum(['ALL', 'ANY']),
  conditions: z.array(Condition).min(1).max(MOST_CONDITIONS),
});

const shared = { rules: RulesInput.nullish(), sort: z.enum(COLLECTION_SORTS).nullish() };

export const NewCollection = z
  .object({
    title,
    handle: handle.nullish(),
    descriptionHtml: descriptionHtml.nullish(),
    /** In their order. */
    products: ProductIds.nullish(),
    ...shared,
  })
  .refine(({ rules, products }) => !rules || !products?.length, {
    path: ['products'],
    message: 'follow from the rules: leave out one of the two',
  });
export type NewCollection = z.infer<typeof NewCollection>;

export const CollectionChange = z.object({
  title: title.optional(),
  handle: handle.optional(),
  descriptionHtml: descriptionHtml.nullish(),
  /** Takes the place of the whole list. */
  products: ProductIds.optional(),
  ...shared,
  /** What `updatedAt` was when somebody began to change it. */
  unchangedSince: z.coerce.date().nullish(),
});
export type CollectionChange = z.infer<typeof CollectionChange>;

/** `after`: null or left out, at the beginning. */
export const CollectionProductMove = z.object({ product: z.string(), after: z.string().nullish() });
export type CollectionProductMove = z.infer<typeof CollectionProductMove>;

export const CollectionProducts = z.object({ products: ProductIds.min(1) });
export type CollectionProducts = z.infer<typeof CollectionProducts>;
