import { z } from 'zod';
import { NotFound, UserError } from '#platform/errors.js';
import { isDuplicateKey } from '#platform/mongo.js';
import { complete, type ShopContext, transaction } from '#tenants/index.js';
import {
  ATTRIBUTE_TYPES,
  type AttributeDefinition,
  attributeDefinitionId,
  attributeDefinitions,
  MOST_ATTRIBUTES,
} from './attribute.model.js';
import { slug } from './slug.js';

const MOST_KEY = 64;
const GAP = 1024;

const name = z.string().trim().min(1).max(255);
const options = z.array(z.string().trim().min(1).max(255)).max(250);
const unit = z.string().trim().max(20);
const position = z.int().min(0).max(1_000_000_000);

export const NewAttributeDefinition = z.object({
  name,
  /** Made from the name where it is left out. */
  key: z.string().trim().min(1).max(MOST_KEY).nullish(),
  type: z.enum(ATTRIBUTE_TYPES).nullish(),
  options: options.nullish(),
  unit: unit.nullish(),
  position: position.nullish(),
});
export type NewAttributeDefinition = z.infer<typeof NewAttributeDefinition>;

/** Key and type stay: products hold values of them. */
export const AttributeDefinitionChange = z.object({
  name: name.optional(),
  options: options.optional(),
  unit: unit.nullish(),
  position: position.optional(),
});
export type AttributeDefinitionChange = z.infer<typeof AttributeDefinitionChange>;

const keyOf = (text: string): string => [...slug(text)].slice(0, MOST_KEY).join('').replace(/-+$/, '');

/** All of a shop's, in its order: at most 200. */
export const listAttributeDefinitions = (shop: ShopContext): Promise<AttributeDefinition[]> =>
  attributeDefinitions.in(shop).find({}, { sort: { position: 1, _id: 1 }, limit: MOST_ATTRIBUTES });

/** @throws {NotFound} for an id of another shop too */
export async function getAttributeDefinition(shop: ShopContext, id: string): Promise<AttributeDefinition> {
  const found = await attributeDefinitions.in(shop).findOne({ _id: attributeDefinitionId.decode(id, ['attributeDefinition']) });
  if (!found) throw new NotFound(id, ['attributeDefinition']);
  return found;
}

/** @throws {UserError} INVALID_INPUT, ATTRIBUTE_TAKEN, ATTRIBUTES_LIMIT */
export async function createAttributeDefinition(shop: ShopContext, input: NewAttributeDefinition): Promise<AttributeDefinition> {
  const key = keyOf(input.key ?? input.name);
  if (!key) throw new UserError('INVALID_INPUT', 'key: takes letters and digits, joined by hyphens', ['key']);
  const there = await listAttributeDefinitions(shop);
  if (there.length >= MOST_ATTRIBUTES)
    throw new UserError('ATTRIBUTES_LIMIT', `A shop has at most ${MOST_ATTRIBUTES} attribute definitions: delete one`);
  const now = new Date();
  try {
    return await transaction(shop, async (tx) => {
      const made = await attributeDefinitions.in(tx).insert({
        key,
        name: input.name,
        type: input.type ?? 'TEXT',
        options: [...new Set(input.options ?? [])],
        unit: input.unit || null,
        position: input.position ?? (there.at(-1)?.position ?? 0) + GAP,
        createdAt: now,
        updatedAt: now,
      });
      await complete(tx, attributeDefinitionId.encode(made._id));
      return made;
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new UserError('ATTRIBUTE_TAKEN', `Another attribute has the key ${key}: choose another`, ['key']);
    throw error;
  }
}

/** What products say by it already stays as it is. @throws {NotFound} */
export async function updateAttributeDefinition(
  shop: ShopContext,
  id: string,
  { options: given, unit: of, ...rest }: AttributeDefinitionChange,
): Promise<AttributeDefinition> {
  const _id = attributeDefinitionId.decode(id, ['attributeDefinition']);
  const set = {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(given ? { options: [...new Set(given)] } : {}),
    ...(of === undefined ? {} : { unit: of || null }),
    updatedAt: new Date(),
  };
  const changed = await attributeDefinitions.in(shop).update({ _id }, { $set: set });
  if (!changed) throw new NotFound(id, ['attributeDefinition']);
  return changed;
}

/** What products say by it is shown no more. Answers it as it was. @throws {NotFound} */
export async function deleteAttributeDefinition(shop: ShopContext, id: string): Promise<AttributeDefinition> {
  const found = await getAttributeDefinition(shop, id);
  await attributeDefinitions.in(shop).remove({ _id: found._id });
  return found;
}

/**
 * The keys of the attributes with these names, defined as TEXT where there is none of that name; null where the shop has as many as it may,
 * or a name holds no letter or digit. Twice is no more than once. With `make: false` none is defined, and what is missing is null. Inside a
 * transaction a duplicate key ends that, and it is for the caller to try again.
 */
export async function defineAttributes(
  shop: ShopContext,
  names: readonly string[],
  { make = true }: { make?: boolean } = {},
): Promise<(string | null)[]> {
  const there = await listAttributeDefinitions(shop);
  const known = keysByName(there);
  const missing = new Map(
    names.flatMap((one) => (known(one) === null && keyOf(one) ? [[keyOf(one), one.trim().slice(0, 255)] as const] : [])),
  );
  if (missing.size === 0 || !make) return names.map(known);
  const now = new Date();
  const last = there.at(-1)?.position ?? 0;
  const made = [...missing].slice(0, MOST_ATTRIBUTES - there.length).map(([key, title], at) => ({
    update: { key },
    change: {
      $setOnInsert: {
        name: title,
        type: 'TEXT' as const,
        options: [],
        unit: null,
        position: last + (at + 1) * GAP,
        createdAt: now,
        updatedAt: now,
      },
    },
    upsert: true,
  }));
  // Where another makes the same at this moment, one of the two is refused and finds the other's.
  await attributeDefinitions.in(shop).bulkWrite(made);
  return names.map(keysByName(await listAttributeDefinitions(shop)));
}

/** By name as people read it, then by the key that the name makes. */
function keysByName(there: readonly AttributeDefinition[]): (text: string) => string | null {
  const byName = new Map(there.map((one) => [one.name, one.key]));
  const keys = new Set(there.map(({ key }) => key));
  return (text) => byName.get(text.trim().slice(0, 255)) ?? (keys.has(keyOf(text)) ? keyOf(text) : null);
}
