/** Imports: the file as a whole, what it is taken for, and what any row may lack. */
export const imports = {
  'The import was a dry run: it has written nothing': '这是试运行，没有写入任何内容，无需撤销',
  'An import can be undone for a day after it began': '导入只能在开始后一天内撤销',
  'An agency has at most {0} mappings: delete one that is no longer used': '每个服务商最多 {0} 个匹配方案，请先删除不再使用的',
  'Something went wrong on our side again and again. What is in stays in: resume the import to bring the rest':
    '系统多次出错。已导入的内容保持不变，请继续导入其余部分',

  'The file is empty': '文件是空的',
  'This is a picture (PNG), not a catalog: upload the CSV file that the shop was exported to':
    '这是 PNG 图片，不是商品文件，请上传从店铺导出的 CSV',
  'This is a picture (JPEG), not a catalog: upload the CSV file that the shop was exported to':
    '这是 JPEG 图片，不是商品文件，请上传从店铺导出的 CSV',
  'This is a picture (GIF), not a catalog: upload the CSV file that the shop was exported to':
    '这是 GIF 图片，不是商品文件，请上传从店铺导出的 CSV',
  'This is a picture or a film, not a catalog: upload the CSV file that the shop was exported to':
    '这是图片或视频，不是商品文件，请上传从店铺导出的 CSV',
  'This is a PDF, not a catalog: upload the CSV file that the shop was exported to': '这是 PDF，不是商品文件，请上传从店铺导出的 CSV',
  'This is an empty ZIP archive, not a catalog': '这是空的 ZIP 压缩包，没有商品文件',
  'This is an old or encrypted Excel workbook: open it, save the sheet as CSV, and upload that':
    '这是旧版或加密的 Excel 文件，请打开后将工作表另存为 CSV 再上传',
  'This file is compressed (gzip): unpack it and upload what was in it': '这是 gzip 压缩文件，请解压后上传其中的文件',
  'This is a web page, not a catalog: download the file itself and upload that': '这是网页，不是商品文件，请下载文件本身后上传',
  'This file is no text: upload the CSV file that the shop was exported to': '该文件不是文本，请上传从店铺导出的 CSV',
  'The ZIP archive holds no catalog: it shall hold one table of products, and their pictures':
    'ZIP 压缩包中没有商品文件，应包含一个商品表格及其图片',
  'The ZIP archive holds another archive: unpack that and upload what is in it': 'ZIP 压缩包中还有压缩包，请解压后上传其中的文件',
  'The ZIP archive holds a file that is larger than an upload may be: split it into several and upload each':
    'ZIP 压缩包中有文件超过上传大小限制，请拆分后分别上传',
  'The ZIP archive is damaged or incomplete: pack it again and upload that': 'ZIP 压缩包已损坏或不完整，请重新打包后上传',
  'The ZIP archive unpacks to far more than a catalog has: it is not opened': 'ZIP 压缩包解压后远大于正常的商品文件，未予打开',
  'The ZIP archive holds {0} files; {1} are the most': 'ZIP 压缩包中有 {0} 个文件，最多 {1} 个',
  'The ZIP archive is protected with a password: pack it again without one': 'ZIP 压缩包设有密码，请取消密码后重新打包',
  'The ZIP archive is packed in a manner that only its own program knows: pack it again as a plain ZIP':
    'ZIP 压缩包格式特殊，请重新打包为普通 ZIP',
  'This is a binary Excel workbook (.xlsb): save it as .xlsx or CSV and upload that':
    '这是二进制 Excel 文件（.xlsb），请另存为 .xlsx 或 CSV 后上传',
  'The Excel workbook has no sheet that can be read: save the sheet as CSV and upload that':
    'Excel 文件中没有可读取的工作表，请另存为 CSV 后上传',
  'The Excel workbook is damaged: open it, save it anew, and upload that': 'Excel 文件已损坏，请打开后重新保存再上传',
  'The Excel workbook holds more text than is read from one: save the sheet as CSV and upload that':
    'Excel 文件内容过多，请将工作表另存为 CSV 后上传',
  'The first line of the file is no header: it names no columns, or does not end': '文件的第一行不是表头：没有列名，或没有换行',
  'Its content does not tell': '从内容无法判断',
  'This looks like plain text; name its format, or upload one that is known: {0}':
    '文件看起来是纯文本。请指定格式，或上传可识别的文件：{0:format}',
  'This looks like a table with the columns {0}; name its format, or upload one that is known: {1}':
    '文件看起来是包含 {0:list} 等列的表格。请指定格式，或上传可识别的文件：{1:format}',
  'No column of the table is known to be a title or a SKU, with one more beside it: say what its columns mean':
    '没有识别出商品名称或 SKU 列，以及至少另外一列，请指定各列的含义',
  '{0} cannot mean {1}: there are {2} and attribute:<name>': '“{0}”列不能指定为 {1}，可选 {2:list} 和 attribute:<名称>',
  '{0} and {1} cannot both mean {2}': '“{0}”与“{1}”不能同时指定为“{2:field}”',
  'It has columns of people or orders': '包含客户或订单的列',
  'Its header names what products have: {0}': '表头是商品的字段：{0:list}',
  "It is XML with the fields of Google's product data": '是包含 Google 商品数据字段的 XML',
  "Its header names the fields of Google's product data: {0}": '表头是 Google 商品数据的字段：{0:list}',
  'This is no Google Merchant feed: it names no fields id and title': '这不是 Google Merchant 数据源：没有 id 和 title 字段',
  'Each line is a product in JSON': '每行是一个 JSON 格式的商品',
  'Its header names the columns of an exported price list: Variant ID, Handle, Price':
    '表头是导出的价格库存表的列：Variant ID、Handle、Price',
  'This is no price list: its first row names no columns Variant ID, Handle and Price. Export one, change it and import that':
    '这不是价格库存表：首行没有 Variant ID、Handle 和 Price 列。请先导出，修改后再导入',
  'Its header names the columns of a Shopify export: {0}': '表头是 Shopify 导出文件的列：{0:list}',
  "This is no Shopify product CSV: its first row names no column Title. Export the products from Shopify's admin":
    '这不是 Shopify 商品 CSV：首行没有 Title 列。请从 Shopify 后台导出商品',
  "This is Shopify's inventory export, which counts pieces place by place: it is no catalog. Export the products from Shopify's admin":
    '这是 Shopify 的分仓库存导出，不是商品文件。请从 Shopify 后台导出商品',
  'It begins with the version and the line of keys of a Taobao Assistant data package': '文件开头是淘宝助理数据包的版本行和字段行',
  'Its header names the keys of a Taobao Assistant data package: skuProps, cateProps, seller_cids':
    '表头是淘宝助理数据包的字段：skuProps、cateProps、seller_cids',
  'This is no Taobao Assistant data package: its second line names no keys like title, skuProps, cateProps':
    '这不是淘宝助理数据包：第二行没有 title、skuProps、cateProps 等字段',
  'Its header names the columns of a WooCommerce export: {0}': '表头是 WooCommerce 导出文件的列：{0:list}',
  'This is no WooCommerce product CSV: its first row names neither Name nor SKU. Export it under Products, Export':
    '这不是 WooCommerce 商品 CSV：首行没有 Name 或 SKU。请在 WooCommerce 的“产品 → 导出”中导出',

  'The price is in {0}, and the shop sells in {1}': '价格为 {0}，而本店使用 {1} 计价',
  'The shop has no tax class {0}, only {1}: the variant goes in at the standard rate':
    '本店没有税类 {0}，只有 {1:list}：该规格按标准税率导入',
  'A shop has at most {0} categories, at most {1} deep: the product goes in without one that is too many or too deep':
    '每家店铺最多 {0} 个分类、最多 {1} 级：超出的分类未导入，商品已导入',
  'The shop has as many attributes as there may be: the product goes in without some': '店铺的商品属性已达上限：部分属性未导入，商品已导入',
} as const satisfies Readonly<Record<string, string>>;
