interface DemonstrationShop {
  handle: string;
  name: string;
  currency: string;
  locale: string;
  timezone: string;
  products: {
    title: string;
    handle: string;
    descriptionHtml: string;
    productType: string;
    tags: string[];
    /** The name of the one option that its variants differ in. */
    option?: string;
    variants: { sku: string; amount: string; available: number; value?: string }[];
  }[];
}

/** Three small shops to look around in. */
export const CATALOGS: readonly DemonstrationShop[] = [
  {
    handle: 'chaguan',
    name: '山间茶馆',
    currency: 'CNY',
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    products: [
      {
        title: '明前龙井',
        handle: 'longjing',
        descriptionHtml: '<p>清明前手工采摘，豆香清鲜。</p>',
        productType: '绿茶',
        tags: ['绿茶', '春茶'],
        option: '规格',
        variants: [
          { sku: 'LJ-50', amount: '88.00', available: 40, value: '50 克' },
          { sku: 'LJ-250', amount: '398.00', available: 12, value: '250 克' },
        ],
      },
      {
        title: '古树普洱',
        handle: 'puer',
        descriptionHtml: '<p>百年古树，饼茶，可久存。</p>',
        productType: '黑茶',
        tags: ['普洱', '饼茶'],
        variants: [{ sku: 'PE-357', amount: '268.00', available: 30 }],
      },
      {
        title: '青瓷盖碗',
        handle: 'gaiwan',
        descriptionHtml: '<p>龙泉青瓷，容量 120 毫升。</p>',
        productType: '茶具',
        tags: ['茶具'],
        variants: [{ sku: 'GW-120', amount: '129.00', available: 25 }],
      },
    ],
  },
  {
    handle: 'yichu',
    name: '一橱女装',
    currency: 'CNY',
    locale: 'zh-CN',
    timezone: 'Asia/Shanghai',
    products: [
      {
        title: '亚麻连衣裙',
        handle: 'linen-dress',
        descriptionHtml: '<p>水洗亚麻，宽松剪裁。</p>',
        productType: '连衣裙',
        tags: ['亚麻', '夏季'],
        option: '尺码',
        variants: [
          { sku: 'LY-S', amount: '329.00', available: 15, value: 'S' },
          { sku: 'LY-M', amount: '329.00', available: 20, value: 'M' },
          { sku: 'LY-L', amount: '329.00', available: 8, value: 'L' },
        ],
      },
      {
        title: '真丝围巾',
        handle: 'silk-scarf',
        descriptionHtml: '<p>桑蚕丝，手工卷边。</p>',
        productType: '配饰',
        tags: ['真丝'],
        option: '颜色',
        variants: [
          { sku: 'WJ-R', amount: '199.00', available: 18, value: '朱红' },
          { sku: 'WJ-B', amount: '199.00', available: 18, value: '靛蓝' },
        ],
      },
    ],
  },
  {
    handle: 'kiln',
    name: 'Kiln & Table',
    currency: 'USD',
    locale: 'en',
    timezone: 'America/New_York',
    products: [
      {
        title: 'Stoneware mug',
        handle: 'stoneware-mug',
        descriptionHtml: '<p>Thrown by hand, glazed in ash white. 350 ml.</p>',
        productType: 'Mugs',
        tags: ['stoneware'],
        option: 'Glaze',
        variants: [
          { sku: 'MUG-ASH', amount: '24.00', available: 60, value: 'Ash' },
          { sku: 'MUG-IRON', amount: '26.00', available: 40, value: 'Iron' },
        ],
      },
      {
        title: 'Serving bowl',
        handle: 'serving-bowl',
        descriptionHtml: '<p>Wide and low, for the middle of the table.</p>',
        productType: 'Bowls',
        tags: ['stoneware'],
        variants: [{ sku: 'BOWL-30', amount: '58.00', available: 22 }],
      },
      {
        title: 'Linen napkins, set of four',
        handle: 'linen-napkins',
        descriptionHtml: '<p>Washed linen that needs no ironing.</p>',
        productType: 'Textiles',
        tags: ['linen'],
        variants: [{ sku: 'NAP-4', amount: '32.00', available: 35 }],
      },
    ],
  },
];
