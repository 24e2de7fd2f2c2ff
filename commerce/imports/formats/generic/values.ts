import { isCurrency } from '#platform/money.js';
import type { CanonicalProduct } from '../../reading/canonical.js';
import { type Amount, amountIn } from '../amounts.js';
import { BadCell, type Cells, short } from '../cells.js';
import type { Columns } from '../columns.js';
import { readDate } from '../dates.js';

const GRAMS: readonly (readonly [unit: RegExp, grams: number])[] = [
  [/^(kgs?|kilograms?|千克|公斤)$/, 1000],
  [/^(g|grams?|克)$/, 1],
  [/^斤$/, 500],
  [/^(lbs?|pounds?|磅)$/, 453.59237],
  [/^(oz|ounces?|盎司)$/, 28.349523125],
];
const gramsIn = (unit: string): number | undefined => GRAMS.find(([name]) => name.test(unit))?.[1];

/** An amount; where its cell names no currency, the header may: `Price (USD)`. @throws {BadCell} PRICE_INVALID */
export function amountOf(cells: Cells<string>, columns: Columns<string>, column: string): Amount | undefined {
  const read = amountIn(cells, column);
  if (!read || read.currency) return read;
  const code = /(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])/.exec(columns.get(column)!.name)?.[0].replace('RMB', 'CNY');
  return code && isCurrency(code) ? { ...read, currency: code } : read;
}

/** Null for an empty cell. The unit stands beside the number or in the header; grams where it does not. @throws {BadCell} NUMBER_INVALID */
export function weightOf(cells: Cells<string>, columns: Columns<string>): number | null | undefined {
  const text = cells.text('weightGrams')?.normalize('NFKC').toLowerCase();
  if (!text) return text === '' ? null : undefined;
  const [, number, own] = /^([\d,]{1,10}(?:\.\d+)?)\s*(\p{L}*)$/u.exec(text) ?? [];
  const inHeader = columns
    .get('weightGrams')!
    .name.normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .find((word) => gramsIn(word));
  const factor = own ? gramsIn(own) : gramsIn(inHeader ?? 'g');
  if (!number || !factor) throw new BadCell('weightGrams', 'NUMBER_INVALID', `${short(text)} is not a weight: write a number, and kg or g`);
  return Math.round(Number(number.replaceAll(',', '')) * factor);
}

/** @throws {BadCell} NUMBER_INVALID */
export function piecesOf(cells: Cells<string>): number | undefined {
  const text = cells.text('available');
  if (!text) return undefined;
  const plain = text.normalize('NFKC').replace(/[,\s]|件|个|pcs$/gi, '');
  if (!/^-?\d{1,9}(\.0+)?$/.test(plain)) throw new BadCell('available', 'NUMBER_INVALID', `${short(text)} is not a whole number`);
  return Math.max(0, Number(plain));
}

const STATUSES: readonly (readonly [NonNullable<CanonicalProduct['status']>, string])[] = [
  ['ACTIVE', 'active published visible enabled yes y true 1 on 上架 已上架 在售 销售中 出售中 启用 是'],
  ['DRAFT', 'draft unpublished inactive hidden disabled no n false 0 off 下架 已下架 仓库中 待上架 未上架 停用 否'],
  ['ARCHIVED', 'archived discontinued 已归档 停产'],
];
const BY_WORD = new Map(STATUSES.flatMap(([status, words]) => words.split(' ').map((word) => [word, status] as const)));

/** @throws {BadCell} STATUS_INVALID */
export function statusOf(cells: Cells<string>): CanonicalProduct['status'] {
  const text = cells.text('status');
  if (!text) return undefined;
  const status = BY_WORD.get(text.normalize('NFKC').toLowerCase());
  if (!status) throw new BadCell('status', 'STATUS_INVALID', `${short(text)} is no status: write active, draft or archived`);
  return status;
}

/** Null for an empty cell. @throws {BadCell} DATE_INVALID */
export function publishedOf(cells: Cells<string>): string | null | undefined {
  const text = cells.text('publishedAt');
  if (!text) return text === '' ? null : undefined;
  const iso = readDate(text) ?? ofSheet(text);
  if (!iso) throw new BadCell('publishedAt', 'DATE_INVALID', `${short(text)} is no date: write it like 2026-05-01`);
  return iso;
}

/** Workbooks keep a date as the days since the end of 1899, with the time as a part of a day. */
function ofSheet(text: string): string | null {
  if (!/^[2-7]\d{4}(\.\d+)?$/.test(text)) return null;
  const seconds = Math.round(Number(text) * 24 * 3600);
  return new Date(Date.UTC(1899, 11, 30) + seconds * 1000).toISOString();
}

export const tagsIn = (text: string): string[] => text.split(/[,，;；、|\n]/).flatMap((tag) => tag.trim() || []);

/** Addresses that spaces, semicolons, bars or commas part. */
export const urlsIn = (text: string): string[] =>
  text
    .split(/[\s;；|，]+|,(?=\s*(?:https?:)?\/\/)/i)
    .filter(Boolean)
    .map((url) => (url.startsWith('//') ? `https:${url}` : url));

/** Paths of categories: `A > B`, several of them parted by semicolons. */
export const pathsIn = (text: string): { title: string }[][] =>
  text
    .normalize('NFKC')
    .split(/[;\n]/)
    .map((path) =>
      path
        .split(/->|[>»]/)
        .flatMap((title) => title.trim() || [])
        .map((title) => ({ title })),
    )
    .filter((path) => path.length > 0);
