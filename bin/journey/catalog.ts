import { ask, type Door, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import { eventually, same } from './right.js';

/** Two good products, one of them with two variants, and a row whose price is none. */
const CATALOG = `Title,URL handle,Description,Vendor,Type,Tags,Status,SKU,Option1 name,Option1 value,Price,Inventory tracker,Inventory quantity
明前龙井,longjing,<p>清鲜<script>alert(1)</script></p>,茶山,绿茶,春茶,Active,LJ-50,规格,50 克,88.00,shopify,40
,longjing,,,,,,LJ-250,规格,250 克,398.00,shopify,12
古树普洱,puer,<p>饼茶</p>,茶山,黑茶,饼茶,Active,PE-357,,,268.00,shopify,30
青瓷盖碗,gaiwan,<p>龙泉青瓷</p>,窑口,茶具,茶具,Active,GW-120,,,much,shopify,25
`;

export interface Imported {
  status: string;
  productsCreated: number;
  productsUnchanged: number;
  rowsRejected: number;
  problems: { nodes: object[] };
}

/** Uploads the file and imports it into all shops at once. */
export async function importCatalog(door: Door, agency: string, shops: Shop[], time: 'first' | 'again'): Promise<void> {
  const upload = await uploadFile(door, agency, Buffer.from(CATALOG));
  const batch = await startImport(door, shops, { upload, format: 'SHOPIFY' });
  const imports = await eventually('the imports', () => ended(door, agency, batch));
  const [created, unchanged] = time === 'first' ? [2, 0] : [0, 2];
  const right: Imported = {
    status: 'COMPLETED',
    productsCreated: created!,
    productsUnchanged: unchanged!,
    rowsRejected: 1,
    problems: { nodes: [{ row: 5, column: 'Price', code: 'PRICE_INVALID' }] },
  };
  same(
    'the imports',
    imports,
    shops.map(() => right),
  );
}

/** Answers the batch's id. */
export async function startImport(door: Door, shops: Shop[], input: { upload: string; format?: string }): Promise<string> {
  const { catalogImportStart } = await ask<{ catalogImportStart: { importBatch: { id: string } } }>(
    door,
    `mutation ($shops: [ID!]!, $input: CatalogImportStartInput!) {
      catalogImportStart(shops: $shops, input: $input) { importBatch { id } ${USER_ERRORS} }
    }`,
    { shops: shops.map((shop) => shop.id), input },
  );
  return catalogImportStart.importBatch.id;
}

const TABLE = { filename: 'teas.csv', contentType: 'text/csv' };

export async function uploadFile(door: Door, agency: string, file: Buffer<ArrayBuffer>, what = TABLE): Promise<string> {
  const { uploadCreate } = await ask<{ uploadCreate: { upload: { id: string; url: string } } }>(
    door,
    `mutation ($agency: ID!, $input: UploadCreateInput!) {
      uploadCreate(agency: $agency, input: $input) { upload { id url } ${USER_ERRORS} }
    }`,
    { agency, input: { ...what, bytes: file.length } },
  );
  const { id, url } = uploadCreate.upload;
  const put = await fetch(url, { method: 'PUT', body: file, headers: { 'content-type': what.contentType } });
  if (!put.ok) throw new Error(`the upload's address answers ${put.status}: ${await put.text()}`);
  return id;
}

/** The imports of a batch when the last of them has ended. */
export async function ended(door: Door, agency: string, batch: string): Promise<Imported[] | null> {
  const { agency: found } = await ask<{ agency: { importBatch: { status: string; imports: { nodes: Imported[] } } } }>(
    door,
    `query ($agency: ID!, $batch: ID!) {
      agency(id: $agency) { importBatch(id: $batch) { status imports(first: 10) { nodes {
        status productsCreated productsUnchanged rowsRejected problems(first: 5) { nodes { row column code } }
      } } } }
    }`,
    { agency, batch },
  );
  return ['QUEUED', 'RUNNING'].includes(found.importBatch.status) ? null : found.importBatch.imports.nodes;
}

export async function addProduct(door: Door, shop: Shop): Promise<void> {
  const variants = [{ sku: 'CZ-1', price: { amount: '36.00', currency: 'CNY' } }];
  const { productCreate } = await ask<{ productCreate: { product: { variants: { nodes: { id: string }[] } } } }>(
    door,
    `mutation ($shop: ID!, $input: ProductCreateInput!) {
      productCreate(shop: $shop, input: $input) { product { variants(first: 1) { nodes { id } } } ${USER_ERRORS} }
    }`,
    { shop: shop.id, input: { title: '竹茶则', handle: 'chaze', variants } },
  );
  const variant = productCreate.product.variants.nodes[0]!.id;
  await ask(door, `mutation ($shop: ID!, $input: InventorySetInput!) { inventorySet(shop: $shop, input: $input) { ${USER_ERRORS} } }`, {
    shop: shop.id,
    input: { variant, available: 20, idempotencyKey: 'demo-stock' },
  });
  same('its stock', await stockOf(door, shop, 'chaze'), 20);
}

/** The pieces of a product's first variant that may be sold. */
export async function stockOf(door: Door, shop: Shop, handle: string): Promise<number> {
  const { shop: found } = await ask<{ shop: { product: { variants: { nodes: { available: number }[] } } } }>(
    door,
    `query ($shop: ID!, $handle: String!) {
      shop(id: $shop) { product(handle: $handle) { variants(first: 1) { nodes { available } } } }
    }`,
    { shop: shop.id, handle },
  );
  return found.product.variants.nodes[0]!.available;
}
