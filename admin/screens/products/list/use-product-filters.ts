import { useSearchParams } from 'wouter';
import type { ProductSort } from '../../../generated/graphql';
import { useAddress } from '../../../ui/use-address';
import { type Filters, queryOf } from './query-words';

export const SORTS: readonly ProductSort[] = ['NEWEST', 'UPDATED', 'TITLE', 'PRICE_LOW', 'PRICE_HIGH'];

export interface ProductFilters {
  values: Filters;
  set: Readonly<Record<keyof Filters, (value: string) => void>>;
  sort: ProductSort;
  setSort: (sort: string) => void;
  /** As the API reads it. */
  query: string;
  /** All of it as the address has it, and others in its place. */
  address: string;
  setAddress: (address: string) => void;
}

/** The filters of the page's address. */
export function useProductFilters(): ProductFilters {
  const [words, setWords] = useAddress('query');
  const [status, setStatus] = useAddress('status');
  const [collection, setCollection] = useAddress('collection');
  const [category, setCategory] = useAddress('category');
  const [tag, setTag] = useAddress('tag');
  const [stock, setStock] = useAddress('stock');
  const [sort, setSort] = useAddress('sort', 'NEWEST');
  const [address, setAddress] = useSearchParams();
  const values = { words, status: isStatus(status) ? status : '', collection, category, tag, stock: isStock(stock) ? stock : '' };
  return {
    values,
    set: { words: setWords, status: setStatus, collection: setCollection, category: setCategory, tag: setTag, stock: setStock },
    sort: SORTS.find((known) => known === sort) ?? 'NEWEST',
    setSort,
    query: queryOf(values),
    address: address.toString(),
    setAddress,
  };
}

const isStatus = (text: string): boolean => ['ACTIVE', 'DRAFT', 'ARCHIVED'].includes(text);
const isStock = (text: string): boolean => text === 'in' || text === 'out';
