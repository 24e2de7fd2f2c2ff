import type { Types } from 'mongoose';
import type { GivenStock, MatchedBy, Merged, Plan, Planned, Product, Refusal, SetMode } from '#commerce/catalog/index.js';
import type { New, ShopContext } from '#tenants/index.js';

export interface SetResult {
  /** The item's place in what was handed over. */
  index: number;
  outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  /** Null where refused. */
  productId: Types.ObjectId | null;
  /** Where it stands now, of what was created or updated. */
  handle?: string;
  /** Fields are relative to the item: `['variants', '0', 'sku']`. */
  errors: readonly Refusal[];
  /** Fields that would have changed, had a person not changed them in this shop before. */
  kept?: readonly string[];
  /** Refused by the mode alone: it is there already, or is not there. */
  passedOver?: true;
  /** What of an item that was applied did not fit all the same. */
  warnings?: readonly Refusal[];
}

export interface SetOptions {
  mode?: SetMode;
  matchBy?: readonly MatchedBy[];
  /** Of a product that exists only these fields change, `variants.price` among them. A new one takes all. */
  only?: readonly string[];
  /** Of a product that exists these fields stay as they are. */
  keep?: readonly string[];
  /** The same for the fields that a person has changed in this shop. */
  keepEdited?: boolean;
  /** A person does it: what he changes is remembered as his. */
  byHand?: boolean;
  /** Finds out what would happen, and writes nothing. */
  dryRun?: boolean;
  /** Keeps what was there before under this id, so that it can be undone: see undo.ts. */
  journal?: Types.ObjectId;
  /** `batch`: one row bears the ids of all (`products.changed`). `none`: the caller tells in his own way. */
  events?: 'each' | 'batch' | 'none';
  /** With `batch`: each product becomes a public event too. */
  expand?: boolean | undefined;
  /** The descriptions have been through cleanHtml. */
  cleaned?: boolean;
  /** What the ledger says of stock that changes. */
  reason?: string;
  /** Awaited between the statements of a transaction, so that a long one makes room for others: it takes no more than a second or two. */
  rest?: () => Promise<unknown>;
  /** Runs last in the last transaction, with all results: what must stand or fall with them. */
  settle?: (tx: ShopContext, results: readonly SetResult[]) => Promise<void>;
}

/** New products that are decided, and nothing is written of yet. */
export interface Ahead {
  plan: Plan;
  drafts: readonly Draft[];
}

export interface Batch extends SetOptions {
  /** By index; filled as batches are done. */
  results: SetResult[];
  last: boolean;
}

/** A product on its way in. */
export interface Draft {
  planned: Planned;
  product: New<Product, 'shopId'> & { _id: Types.ObjectId };
  /** What it is found by. In `product`, once it is written, what stands above its categories comes behind them. */
  terms: string[];
  stock: GivenStock[];
}

/** A change on its way to a product. */
export interface Edit extends Merged {
  planned: Planned;
  before: Product;
  /** It stays at its handle. */
  handle: string;
  /** What a person's edits have held back. */
  kept: readonly string[];
}
