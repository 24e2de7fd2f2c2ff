/** Products, collections, categories, attributes, stock. */
export const catalog = {
  'The product does not exist': '商品不存在',
  'The category {0} does not exist': '分类 {0} 不存在',
  'Another product is at {0}': '网址标识 {0} 已被其他商品使用',
  'Another product is {0} of {1}': '来源 {1} 的编号 {0} 已被其他商品使用',
  'Another product has the SKU {0}': 'SKU {0} 已被其他商品使用',
  'Another variant of this product has the SKU {0}': '该商品的其他规格已使用 SKU {0}',
  'Another variant of this product has {0}': '该商品已有规格“{0}”',
  'Another variant of this product has no options': '该商品已有一个没有规格值的规格',
  'Another request has just taken it: try again': '刚刚被另一请求占用，请重试',
  'The product {0} of {1} exists already': '来源 {1} 的商品 {0} 已存在',
  'The shop has no product {0} of {1}, and this import makes no new ones': '店铺中没有来源 {1} 的商品 {0}，本次导入不新增商品',
  'The shop has no product at {0}, and this import makes no new ones': '店铺中没有网址标识为 {0} 的商品，本次导入不新增商品',
  'The shop has no product with the SKU {0}, and this import makes no new ones': '店铺中没有 SKU 为 {0} 的商品，本次导入不新增商品',
  'The shop has no product with the SKU {0}, and the row has no title for a new one':
    '店铺中没有 SKU 为 {0} 的商品，且该行缺少新建商品所需的名称',
  'A product has at most {0} variants, not {1}': '每个商品最多 {0} 个规格，不能有 {1} 个',
  'The product has {0} options, this variant {1} optionValues': '商品有 {0} 个规格项，该规格却填写了 {1} 个规格值',
  'A price would fall below nothing': '调整后会有价格低于 0',
  'A price would be more than can be charged': '调整后会有价格超出可收取的最大金额',
  'The edit is older than a day: it cannot be undone any more': '修改已超过一天，无法撤销',
  'The edit is still running: cancel it first': '批量修改仍在进行，请先取消',
  '{0} edits of the shop are running: wait for one of them, or cancel it': '店铺已有 {0} 项批量修改正在进行，请等待其中一项完成或将其取消',
  'Its revision is {0} now, not {1}: look again and decide': '当前版本为 {0}，不是 {1}：请查看最新内容后再决定',

  'Another collection is at {0}: choose another handle': '网址标识 {0} 已被其他商品分组使用，请更换',
  'Somebody has changed it at {0}: look again and decide': '其他人已于 {0} 修改，请查看最新内容后再决定',
  'A shop has at most {0} collections by rules: delete one': '每家店铺最多 {0} 个规则分组，请先删除一个',
  "The collection's products follow from its rules: change the rules, or what they look at": '该分组的商品由规则决定，请修改规则或商品本身',

  'Other categories stand below it: move or delete them first': '该分类下还有子分类，请先移动或删除',
  'Categories stand at most {0} deep': '分类最多 {0} 级',
  'A shop has at most {0} categories': '每家店铺最多 {0} 个分类',
  'A category cannot stand below itself: choose another parent': '分类不能放在自身之下，请选择其他上级分类',
  'Another category has the externalId {0}': '来源编号 {0} 已被其他分类使用',
  'Another category is called {0} there: choose another title': '同级已有名为“{0}”的分类，请更换名称',
  'Another category is called the same there: choose another title': '同级已有同名分类，请更换名称',

  'A shop has at most {0} attribute definitions: delete one': '每家店铺最多 {0} 个商品属性，请先删除一个',
  'Another attribute has the key {0}: choose another': '标识 {0} 已被其他属性使用，请更换',
  'The shop defines no attribute {0}: define it with attributeDefinitionCreate':
    '店铺没有定义属性 {0}，请先在商品属性中添加（attributeDefinitionCreate）',

  'There are {0} now, not {1}: look again and decide': '当前库存为 {0}，不是 {1}：请查看最新数量后再决定',
  'Only {0} are available: {1} cannot be taken away': '可售库存仅 {0} 件，不能减少 {1} 件',
  'Only {0} are left by now: {1} cannot be taken away. Count again and set how many there are':
    '目前仅剩 {0} 件，不能减少 {1} 件。请重新盘点后填写实际数量',
  'A shop has at most {0} locations': '每家店铺最多 {0} 个仓库',
  'This is the default location: make another one the default first': '这是默认仓库，请先将其他仓库设为默认',
  'Stock lies at this location: move it elsewhere first': '该仓库仍有库存，请先转移',
  '{0} is sold out': '“{0}”已售罄',
  'Of {0} only {1} are left': '“{0}”仅剩 {1} 件',
} as const satisfies Readonly<Record<string, string>>;
