import { severalIn } from '../../../ui/several';

/** What a person has chosen above the table. */
export interface Filters {
  words: string;
  status: string;
  collection: string;
  tag: string;
  stock: string;
  category: string;
}

/**
 * The API's own way to write them. A quotation mark ends a value there, so that none may stand in one. However long it becomes, nothing is
 * cut: what changes all that it finds would find more.
 */
export function queryOf({ words, status, collection, tag, stock, category }: Filters): string {
  const filters = [
    status && `status:${status}`,
    stock && `stock:${stock}`,
    collection && `collection:${collection}`,
    category && `category:${category}`,
    tag && `tag:"${tag.replaceAll('"', '')}"`,
    words.trim(),
  ];
  return filters.filter(Boolean).join(' ');
}

/** Whether the API takes it as an amount; which of them a currency has, it says itself. */
export const isAmount = (text: string): boolean => /^\d{1,15}(\.\d{1,10})?$/.test(text);

/** `red, new，summer` → three tags, each once. */
export const tagsIn = (text: string): string[] => severalIn([text]);

/** `¥1,299.50` → `1299.50`. What is no amount stays as it is: the server says what is wrong with it. */
export function amountIn(text: string): string {
  const bare = text.normalize('NFKC').replace(/[\s¥$€£]|[A-Z]{3}/g, '');
  return /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
}
