/** The columns of a table of shops to be opened. */
export const FIELDS = ['name', 'handle', 'mode', 'currency', 'locale', 'timezone', 'tags'] as const;
export type Field = (typeof FIELDS)[number];

/** One shop to be opened, as it was typed. */
export type Cells = Record<Field, string>;

const HEADERS: Readonly<Record<Field, RegExp>> = {
  name: /^(shop ?)?(name|title)|^(店铺?|门店|商店)?(名称?|全称)$|^店铺$|^门店$|^shop$/i,
  handle: /^(handle|slug|subdomain|url|address)|标识|域名|网址|地址|链接|代号|编码$/i,
  mode: /^(mode|kind)|模式|类型|环境/i,
  currency: /^currency|币种?|货币/i,
  locale: /^(locale|language|lang)|语言|语种/i,
  timezone: /^time ?_?-?zone|^tz$|时区/i,
  tags: /^(tags?|labels?|groups?)|标签|分组|区域/i,
};

/** The shops in a table: its header is optional, and its columns may stand in any order. */
export function shopsIn(table: readonly (readonly string[])[]): Cells[] {
  const [first] = table;
  if (!first) return [];
  const header = fieldsOfHeader(first);
  const fields = header ?? fieldsByContent(table);
  return table.slice(header ? 1 : 0).map((row) => cellsOf(row, fields));
}

/** Null where the first row is a shop. */
function fieldsOfHeader(row: readonly string[]): (Field | null)[] | null {
  const taken = new Set<Field>();
  const fields = row.map((cell) => {
    const found = FIELDS.find((field) => !taken.has(field) && HEADERS[field].test(cell.trim()));
    if (found) taken.add(found);
    return found ?? null;
  });
  // A shop's own name may look like a header; two columns that do are one.
  const isHeader = taken.size >= 2 || (taken.has('name') && row.filter(Boolean).length === 1);
  return isHeader && taken.has('name') ? fields : null;
}

const LOOKS: readonly (readonly [Field, RegExp])[] = [
  ['timezone', /^(UTC|[A-Z][A-Za-z_]+\/[A-Za-z_/+-]+)$/],
  ['mode', /^(live|test|正式|测试)$/i],
  ['currency', /^([A-Z]{3}|人民币|美元|欧元|港币|日元|英镑|元)$/],
  ['locale', /^[a-z]{2,3}(-[A-Za-z]{2,4})+$|^(zh|en|fr|de|ja|es)$/],
  ['handle', /^[a-z0-9]+(-+[a-z0-9]+)*$/],
];

/** The first column is the name; each other is what most of its cells look like. */
function fieldsByContent(table: readonly (readonly string[])[]): (Field | null)[] {
  const sample = table.slice(0, 20);
  const width = Math.max(...sample.map((row) => row.length));
  const taken = new Set<Field>(['name']);
  return Array.from({ length: width }, (_column, at): Field | null => {
    if (at === 0) return 'name';
    const cells = sample.map((row) => row[at] ?? '').filter(Boolean);
    const found = LOOKS.find(
      ([field, looks]) => !taken.has(field) && cells.length > 0 && cells.filter((cell) => looks.test(cell)).length * 2 > cells.length,
    );
    const field = found?.[0] ?? (at === 1 && !taken.has('handle') ? 'handle' : cells.length > 0 && !taken.has('tags') ? 'tags' : null);
    if (field) taken.add(field);
    return field;
  });
}

function cellsOf(row: readonly string[], fields: readonly (Field | null)[]): Cells {
  const cells: Cells = { name: '', handle: '', mode: '', currency: '', locale: '', timezone: '', tags: '' };
  // A mode stays as it was written: people read it in their own language.
  for (const [at, field] of fields.entries())
    if (field) cells[field] = field === 'mode' ? (row[at]?.trim() ?? '') : meant(field, row[at]?.trim() ?? '');
  return cells;
}

/** A row as it was pasted or typed, in the API's words. */
export const meantCells = (cells: Cells): Cells =>
  Object.fromEntries(FIELDS.map((field) => [field, meant(field, cells[field].trim())])) as Cells;

const CURRENCIES: Readonly<Record<string, string>> = {
  人民币: 'CNY',
  元: 'CNY',
  RMB: 'CNY',
  '¥': 'CNY',
  美元: 'USD',
  $: 'USD',
  欧元: 'EUR',
  '€': 'EUR',
  港币: 'HKD',
  港元: 'HKD',
  日元: 'JPY',
  英镑: 'GBP',
};
const LOCALES: Readonly<Record<string, string>> = {
  中文: 'zh-CN',
  简体中文: 'zh-CN',
  繁体中文: 'zh-TW',
  英文: 'en',
  英语: 'en',
  日语: 'ja',
};
const MODES: Readonly<Record<string, string>> = { 正式: 'LIVE', 正式店: 'LIVE', 测试: 'TEST', 测试店: 'TEST' };

/** What people write, as the API calls it. What is not known stays as it was typed: the check tells of it. */
function meant(field: Field, text: string): string {
  if (field === 'currency') return CURRENCIES[text] ?? CURRENCIES[text.toUpperCase()] ?? text.toUpperCase();
  if (field === 'mode') return MODES[text] ?? text.toUpperCase();
  if (field === 'locale') return LOCALES[text] ?? text;
  if (field === 'handle')
    return text
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/\..*$/, '');
  return text;
}

/** `vip, 华东、new` → three tags. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，;；、|]/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
