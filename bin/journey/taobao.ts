import { ask, type Door, shopDoor, USER_ERRORS } from '../doors.js';
import type { Shop } from './agency.js';
import { ended, type Imported, startImport, uploadFile } from './catalog.js';
import { eventually, same } from './right.js';

const KEYS = [
  'title',
  'price',
  'num',
  'approve_status',
  'seller_cids',
  'description',
  'skuProps',
  'outer_id',
  'num_id',
  'input_custom_cpv',
  'picture',
];
const TITLES = [
  '宝贝名称',
  '宝贝价格',
  '宝贝数量',
  '放入仓库',
  '店铺类目',
  '宝贝描述',
  '销售属性组合',
  '商家编码',
  '数字ID',
  '自定义属性值',
  '新图片',
];

/** As the Taobao Assistant writes them: quoted, tab separated; a dress in three choices, a bag, and one whose price is none. */
const ITEMS = [
  [
    '夏季棉麻连衣裙', '88.00', '107', '1', '1001', '<p>透气棉麻</p>',
    '88.00:12:LYQ-B-S:1627207:28341;20509:28314;88.00:0:LYQ-B-M:1627207:28341;20509:28315;99.50:95:LYQ-W-S:1627207:-1001;20509:28314;',
    'LYQ', '520000000001', '1627207:-1001:雾霾蓝;', '',
  ],
  ['手提帆布包', '59.00', '30', '1', '1002', '<p>加厚帆布</p>', '', 'FBB-1', '520000000002', '', ''],
  ['手工青瓷杯', '面议', '20', '1', '1002', '', '', 'QC-01', '520000000003', '', ''],
]; // biome-ignore format: a table

/** UTF-16 with its mark, as the Assistant saves it. */
function pack(): Buffer<ArrayBuffer> {
  const rows = ITEMS.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join('\t'));
  return Buffer.from(`\ufeff${['version 1.00', KEYS.join('\t'), TITLES.join('\t'), ...rows].join('\r\n')}\r\n`, 'utf16le');
}

/** A client's pack from Taobao: recognised by what is in it, brought in, found by shoppers, and taken back. */
export async function importTaobaoPack(door: Door, agency: string, shop: Shop): Promise<void> {
  const upload = await uploadFile(door, agency, pack());
  const { uploadInspect } = await ask<{ uploadInspect: { inspection: { format: string; encoding: string } } }>(
    door,
    `mutation ($agency: ID!, $upload: ID!) {
      uploadInspect(agency: $agency, upload: $upload) { inspection { format encoding } ${USER_ERRORS} }
    }`,
    { agency, upload },
  );
  same('what the pack is taken for', uploadInspect.inspection, { format: 'TAOBAO', encoding: 'utf-16le' });
  const batch = await startImport(door, [shop], { upload });
  const imports = await eventually('the import', () => ended(door, agency, batch));
  const right: Imported = {
    status: 'COMPLETED',
    productsCreated: 2,
    productsUnchanged: 0,
    rowsRejected: 1,
    problems: { nodes: [{ row: 6, column: 'price', code: 'PRICE_INVALID' }] },
  };
  same('the import', imports, [right]);
  same('what a shopper finds', await found(door, shop), [
    { title: '夏季棉麻连衣裙', variants: ['LYQ-B-S 88.00', 'LYQ-B-M 88.00', 'LYQ-W-S 99.50'] },
  ]);
}

async function found({ url }: Door, shop: Shop): Promise<{ title: string; variants: string[] }[]> {
  interface Found {
    products: { nodes: { title: string; variants: { nodes: { sku: string; price: { amount: string } }[] } }[] };
  }
  const { products } = await ask<Found>(
    shopDoor(new URL(url).origin, shop.handle),
    'query ($query: String!) { products(first: 5, query: $query) { nodes { title variants(first: 5) { nodes { sku price { amount } } } } } }',
    { query: '夏季 连衣裙' },
  );
  return products.nodes.map(({ title, variants }) => ({
    title,
    variants: variants.nodes.map(({ sku, price }) => `${sku} ${price.amount}`),
  }));
}

/** The day's grace: what the pack brought goes again, and nothing else. */
export async function undoTaobaoPack(door: Door, shop: Shop): Promise<void> {
  const newest = async () => {
    const { shop: there } = await ask<{ shop: { imports: { nodes: { id: string; status: string; undo: { removed: number } | null }[] } } }>(
      door,
      'query ($shop: ID!) { shop(id: $shop) { imports(first: 1) { nodes { id status undo { removed } } } } }',
      { shop: shop.id },
    );
    return there.imports.nodes[0]!;
  };
  const { id } = await newest();
  await ask(door, `mutation ($shop: ID!, $import: ID!) { importUndo(shop: $shop, import: $import) { ${USER_ERRORS} } }`, {
    shop: shop.id,
    import: id,
  });
  const undone = await eventually('the undo', async () => {
    const { status, undo } = await newest();
    return status === 'UNDONE' ? undo : null;
  });
  same('what was taken back', undone, { removed: 2 });
  same('what a shopper finds', await found(door, shop), []);
}
