/** What a column of a table may mean. An attribute is named after the colon. */
export const FIELDS = [
  'title',
  'handle',
  'externalId',
  'sku',
  'barcode',
  'price',
  'compareAtPrice',
  'cost',
  'available',
  'weightGrams',
  'vendor',
  'productType',
  'tags',
  'category',
  'description',
  'image',
  'status',
  'option1',
  'option2',
  'option3',
  'publishedAt',
  'seoTitle',
  'seoDescription',
] as const;
export type Field = (typeof FIELDS)[number] | `attribute:${string}`;

/** A field that several columns may mean at once: pictures, the levels of a category, tags. */
export const MANY: ReadonlySet<string> = new Set(['image', 'category', 'tags']);

export const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name) || /^attribute:./.test(name);

/** What a header is taken for: a field, any of the three options, or an attribute of the column's own name. */
export type Meaning = (typeof FIELDS)[number] | 'option' | 'attribute';

/** Words without case, spaces and what stands in brackets. The first meaning that is still free counts. */
const NAMES: readonly (readonly [meanings: readonly Meaning[], names: string])[] = [
  [['title'], 'title name productname producttitle itemname itemtitle product item 商品名称 商品标题 标题 名称 品名 产品名称 产品标题 宝贝标题 宝贝名称 商品名 产品名 商品全称'],
  [['handle'], 'handle urlhandle slug urlkey'],
  [['externalId'], 'id productid itemid spu spuid spu编码 商品id 产品id 宝贝id 商品编号 产品编号 编号 款号 款式编码'],
  [['sku'], 'sku skucode skuid itemnumber itemno articlenumber articleno partnumber sku编码 规格编码 商家sku sku货号'],
  [['sku', 'externalId'], '货号 商家编码 商品编码 产品编码 商品货号 外部编码 商品代码 productcode itemcode'],
  [['barcode'], 'barcode ean ean13 upc gtin isbn 条码 条形码 商品条码 商品条形码 国际条码 69码'],
  [['price'], 'price sellingprice unitprice retailprice salesprice saleprice currentprice 价格 售价 现价 销售价 零售价 单价 一口价 销售价格 销售单价 优惠价 促销价 本店售价 本店价'],
  [['compareAtPrice'], 'compareatprice comparedatprice originalprice listprice msrp rrp regularprice wasprice 原价 划线价 市场价 吊牌价 专柜价 标价 建议零售价 指导价 市场价格'],
  [['cost'], 'cost costprice costperitem purchaseprice unitcost 成本 成本价 进价 进货价 采购价 供货价'],
  [['available'], 'stock quantity qty inventory inventoryquantity inventoryqty stockquantity stocklevel available onhand 库存 数量 库存数量 库存数 库存量 可售库存 现货库存 可用库存 总库存'],
  [['weightGrams'], 'weight grams weightgrams netweight grossweight shippingweight 重量 毛重 净重'],
  [['vendor'], 'vendor brand brandname manufacturer maker 品牌 品牌名称 厂商 厂家 生产厂家 供应商'],
  [['productType'], 'type producttype kind 类型 商品类型 产品类型'],
  [['tags'], 'tags tag keywords labels 标签 商品标签 关键词 关键字'],
  [['category'], 'category categories productcategory categoryname department collection 分类 类目 商品分类 商品类目 产品分类 品类 类别 店铺分类 所属分类 一级分类 二级分类 三级分类 一级类目 二级类目 三级类目'],
  [['description'], 'description body bodyhtml details longdescription productdescription 描述 详情 商品描述 商品详情 产品描述 产品详情 产品介绍 商品介绍 介绍 详细描述 图文详情 简介'],
  [['image'], 'image images imageurl imageurls imagelink imagelinks imagesrc picture pictures pictureurl photo photos mainimage 图片 主图 商品图片 产品图片 图片链接 图片地址 主图链接 主图地址 图片url 商品主图 轮播图 附图 细节图 图'],
  [['status'], 'status published active visible visibility 状态 上架 上下架 是否上架 商品状态 上架状态 销售状态'],
  [['publishedAt'], 'publishedat publishdate releasedate 发布时间 发布日期 上架时间 上市时间'],
  [['seoTitle'], 'seotitle metatitle pagetitle seo标题'],
  [['seoDescription'], 'seodescription metadescription seo描述'],
  [['option'], 'color colour size variant variation flavor flavour option option1 option2 option3 option1value option2value option3value 颜色 颜色分类 尺码 尺寸 规格 规格名称 规格型号 规格1 规格2 规格3 型号 款式 口味 容量 套餐 版本'],
  [['attribute'], 'material origin countryoforigin season gender 材质 面料 成分 产地 适用季节 适用性别 保质期'],
]; // biome-ignore format: a table

/** No header that means something is longer. */
const MOST_NAME = 60;
const BY_NAME = new Map(NAMES.flatMap(([meanings, names]) => names.split(' ').map((name) => [name, meanings] as const)));

/** Columns of people and orders: a table that has them is no catalog, whatever else it has. */
const OF_PEOPLE = new Set(
  'email emailaddress e-mail phone phonenumber mobile customer customername buyer orderid ordernumber orderno order shippingaddress address firstname lastname password username 邮箱 电话 手机 手机号 联系电话 收货人 收件人 买家 买家昵称 客户 客户名称 订单号 订单编号 收货地址 地址 姓名'.split(
    ' ',
  ),
);

const plainName = (header: string): string =>
  header
    .slice(0, MOST_NAME)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([{【].*?[)\]}】]/g, '')
    .replace(/[\s_\-./:*#'"|,、]/g, '');

export const isOfPeople = (header: string): boolean => OF_PEOPLE.has(plainName(header));

/** Where pieces lie, in a table of stocks. */
export const isPlace = (header: string): boolean => /^(location|locationname|warehouse|仓库|仓库名称|门店)$/.test(plainName(header));

const EXACT = 0.95;
const NEARLY = 0.8;
const BY_ITS_END = 0.6;
/** Money is not guessed by the end of a name: 运费价格 is no price of the product. */
const NOT_BY_END: ReadonlySet<Meaning> = new Set(['price', 'compareAtPrice', 'cost', 'available']);

/** Chinese names that others may end with: 夏季新款颜色. */
const ENDINGS = [...BY_NAME].filter(([name, [first]]) => /^\p{Script=Han}{2,}$/u.test(name) && !NOT_BY_END.has(first!));

/** What a header alone is taken for. */
export function meaningsOf(header: string): { meanings: readonly Meaning[]; confidence: number } | null {
  const name = plainName(header);
  const exact = BY_NAME.get(name);
  if (exact) return { meanings: exact, confidence: EXACT };
  const bare = name.replace(/^(product|item|variant|main|default|商品|产品|宝贝)/, '').replace(/\d{1,2}$|url$|链接$|地址$/, '');
  const nearly = bare === name ? undefined : BY_NAME.get(bare);
  if (nearly) return { meanings: nearly, confidence: NEARLY };
  const ending = ENDINGS.find(([known]) => name.endsWith(known));
  return ending ? { meanings: ending[1], confidence: BY_ITS_END } : null;
}
