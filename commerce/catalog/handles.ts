import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { getShop, type HandleStyle, type ShopContext } from '#tenants/index.js';
import { MOST_READ, slug } from './slug.js';

/** A handle made from a title. PINYIN: `夏季 Dress` → `xia-ji-dress`, without tones. May be empty. */
export function slugOfTitle(title: string, style: HandleStyle): string {
  if (style === 'KEEP' || !HAN.test(title)) return slug(title);
  // ü is written v, as people type it.
  return slug(readAloud()(title.slice(0, MOST_READ), { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).join(' '));
}

type Pinyin = typeof import('pinyin-pro')['pinyin'];
let pinyin: Pinyin | undefined;

/** Loaded with the first title that needs it: its dictionary takes 16 MB. */
function readAloud(): Pinyin {
  pinyin ??= (createRequire(import.meta.url)('pinyin-pro') as { pinyin: Pinyin }).pinyin;
  return pinyin;
}

const HAN = /\p{Script=Han}/u;

/** How the shop wants handles made of these titles. Reads the shop only where some title is Chinese. */
export async function handleStyle(shop: ShopContext, titles: readonly string[]): Promise<HandleStyle> {
  // A shop may be older than the setting.
  return titles.some((title) => HAN.test(title)) ? ((await getShop(shop)).settings.handles ?? 'KEEP') : 'KEEP';
}

/** The numbers that a generated handle tries before it takes a random ending. */
const LAST_NUMBER = 50;

/** `hat-2` … `hat-50`: looked up in one read, so that ten thousand products of one title cost no more than ten. */
export const numbered = (base: string): string[] => Array.from({ length: LAST_NUMBER - 1 }, (_, index) => `${base}-${index + 2}`);

/** The first of `base`, `base-2` … that is not taken. `contested`: others are taking them one by one at this moment, so it does not queue up. */
export function freeHandle(base: string, taken: (handle: string) => boolean, contested: boolean): string {
  const free = contested ? undefined : [base, ...numbered(base)].find((handle) => !taken(handle));
  return free ?? `${base}-${randomBytes(5).toString('hex')}`;
}
