/** Rows of imported files. */
export const tables = {
  'The row belongs to a product that was rejected': '该行所属的商品未能导入',
  'The row belongs to a product whose first row was rejected': '该行所属商品的首行未能导入',
  'Rows of the same product stand further up, apart from this one: sort the file so that they stand together':
    '同一商品的其他行在更靠前的位置，请排序使其相邻',
  'The row has {0} cells, the header {1}': '该行有 {0} 个单元格，表头有 {1} 个',
  'The row has {0} cells, and the line of keys {1}: is a quotation mark or a tab missing?':
    '该行有 {0} 个单元格，字段行有 {1} 个，是否缺少引号或制表符？',
  'The row goes on for more than {0} bytes: is a quotation mark missing?': '该行超过 {0} 字节，是否缺少引号？',
  'The line has more than {0} bytes': '该行超过 {0} 字节',
  'The line has more than {0} characters': '该行超过 {0} 个字符',
  'A cell begins with a quotation mark that is never closed': '单元格开头的引号没有闭合',
  'A quotation mark stands inside a quoted cell: write it twice ("")': '引号内的单元格中含有引号，请写成两个（""）',
  'Some characters are damaged: save the file as UTF-8 and mend {0}': '部分字符已损坏，请将文件保存为 UTF-8 并修正 {0:quoted}',
  'The text has {0} characters; {1} fit': '文字有 {0} 个字符，最多 {1} 个',
  '{0} is not a price: write digits with a point, like 19.99': '{0:quoted}不是有效价格，请填写数字，如 19.99',
  '{0} is not what an export wrote there: leave the cell as it was, or empty it':
    '{0:quoted}不是导出时写入的内容，请保持原样或清空该单元格',
  '{0} is not a whole number': '{0:quoted}不是整数',
  '{0} is not a weight in grams': '{0:quoted}不是以克为单位的重量',
  '{0} is not a weight': '{0:quoted}不是有效重量',
  '{0} is not a weight: write a number, and kg or g': '{0:quoted}不是有效重量，请填写数字和 kg 或 g',
  '{0} is not a weight: write a number and kg, g, lb or oz': '{0:quoted}不是有效重量，请填写数字和 kg、g、lb 或 oz',
  '{0} is not a number of pieces': '{0:quoted}不是有效的件数',
  '{0} is below nothing: write how many pieces there are': '{0} 小于 0，请填写实际件数',
  '{0} is no status: write active, draft or archived': '{0:quoted}不是有效状态，请填写 active、draft 或 archived',
  '{0} is no availability: write in_stock, out_of_stock, preorder or backorder':
    '{0:quoted}不是有效的库存状态，请填写 in_stock、out_of_stock、preorder 或 backorder',
  '{0} is neither 1 (published), 0 (private) nor -1 (draft)': '{0:quoted}应为 1（已发布）、0（私密）或 -1（草稿）',
  '{0} is no date: write it like 2026-05-01': '{0:quoted}不是有效日期，请按 2026-05-01 的格式填写',
  '{0} is not an http or https address: the product goes in without this picture':
    '{0:quoted}不是 http 或 https 地址：该图片未导入，商品已导入',
  '{0} names a picture of an archive, and the file came in none: the product goes in without this picture':
    '{0:quoted}指向压缩包中的图片，但文件不在压缩包内：该图片未导入，商品已导入',
  'The picture {0} is neither in the archive nor on a server: the product goes in without it':
    '图片{0:quoted}不在压缩包内，也没有网址：该图片未导入，商品已导入',
  'A product has at most {0} pictures: it goes in without this one': '每个商品最多 {0} 张图片：该图片未导入，商品已导入',
  'A product has at most {0} variants': '每个商品最多 {0} 个规格',
  'A product has at most {0} variations': '每个商品最多 {0} 个规格',
  'A product has at most {0} rows': '每个商品最多 {0} 行',
  'A group has at most {0} items': '每组最多 {0} 个商品项',

  'The row {0} is the same product, and no option tells this one from it: each needs a size, a color or the like':
    '与第 {0} 行是同一商品，但没有规格值可以区分，请分别填写尺码、颜色等规格',
  'The row has neither a title nor a SKU': '该行既没有名称也没有 SKU',
  'The row has amounts in {0}': '该行包含多个币种的金额：{0:and}',
  'The variant has no {0}, and others of its product have one': '该规格没有填写“{0}”，而同一商品的其他规格填写了',
  'The variant has no {0}': '该规格没有填写“{0}”',

  'The item has no id': '该商品项没有 id',
  'The item has no title': '该商品项没有 title',
  'The item {0} has the same id: an item goes in once': '与第 {0} 项的 id 相同，同一商品项只导入一次',
  'Nothing tells the item from {0} of its group: give them a color, size, material or pattern each':
    '无法与同组的 {0} 区分，请分别填写 color、size、material 或 pattern',
  'The XML is broken in or after this item, and nothing below it can be read: {0}':
    'XML 在此项或其后损坏，之后的内容无法读取：{0:sentence}',
  'Tags stand in each other more than {0} deep': '标签嵌套超过 {0} 层',
  'More than {0} characters stand without a tag': '超过 {0} 个字符没有标签',
  'The row {0} stands below the row {1}': '第 {0} 行出现在第 {1} 行之后',

  'The line {0} has the same id or handle: a product goes in once': '与第 {0} 行的 id 或 handle 相同，同一商品只导入一次',
  'The line is no JSON object: is a quotation mark, a comma or a bracket missing?': '该行不是 JSON 对象，是否缺少引号、逗号或括号？',

  'The row names no variant: give its Variant ID or its SKU': '该行没有指明规格，请填写 Variant ID 或 SKU',
  '{0} is no Variant ID: leave it as it was exported': '{0:quoted}不是有效的 Variant ID，请保持导出时的内容',
  'The row names no product: leave its Handle as it was exported': '该行没有指明商品，请保持导出时的 Handle',
  'A row above names the same variant: leave one of them': '前面已有同一规格的行，请只保留一行',

  'The first row of a product needs a title': '商品的首行需要填写名称',
  'The option of {0} has no name': '{0:quoted}所属的规格项没有名称',
  'The product is a gift card in Shopify, and none are issued here: it goes in as a draft':
    '这是 Shopify 礼品卡，本平台不发行礼品卡：已导入为草稿',

  'The row above, {0}, has the same num_id: an item goes in once': '与前面第 {0} 行的 num_id 相同，同一宝贝只导入一次',
  'The row has no title': '该行没有名称',
  '{0} is no SKU: the product goes in without it': '{0:quoted}不是有效的 SKU：该 SKU 未导入，商品已导入',
  'None of the SKUs can be read: they are price:quantity:code:pid:vid;': '没有可读取的 SKU，格式应为 价格:数量:编码:pid:vid;',

  'The row {0} has the same ID: a product goes in once': '与第 {0} 行的 ID 相同，同一商品只导入一次',
  'The product has no name': '商品没有名称',
  'None of the product’s variations can go in': '该商品的所有规格都无法导入',
  'The variation is not for sale in WooCommerce: it stays out': '该规格在 WooCommerce 中未上架：未导入',
  'The variation stands for any {0}: write one row for each value, since each is a variant of its own':
    '该规格代表任意“{0}”：每个值是单独的规格，请各写一行',
  'No product of the file has this ID or SKU: a variation needs the product that it belongs to':
    '文件中没有该 ID 或 SKU 的商品，规格需要有所属的商品',
  'The variation does not say to which product it belongs': '该规格没有指明所属的商品',
  'The product is sold at another address: it goes in as a draft, with that address as an attribute':
    '该商品在其他网址销售：已导入为草稿，网址保存为属性',
  'The product only groups others: it goes in as a draft, with their SKUs as an attribute':
    '该商品只是组合其他商品：已导入为草稿，相关 SKU 保存为属性',
  'The product has no variations in the file: it goes in as one that has none': '文件中没有该商品的规格：已按无规格商品导入',
  '{0} is no type that is known: the product goes in as a {1} one': '{0:quoted}不是可识别的类型：已按 {1} 类型导入',
  'The product is hidden in WooCommerce: it goes in as a draft': '该商品在 WooCommerce 中已隐藏：已导入为草稿',
  'WooCommerce counts {0} pieces for all variations together: each goes in with that number. Correct it where that is too many':
    'WooCommerce 对所有规格合计 {0} 件：每个规格均按此数量导入，如偏多请修正',
  'A product has at most three options: {0} go in as one': '每个商品最多三个规格项：{0:and} 已合并为一个',
} as const satisfies Readonly<Record<string, string>>;
