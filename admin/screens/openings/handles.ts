const MOST = 40;
const HAN = /\p{Script=Han}/u;

/** `Hats & More` → `hats-more`. Empty where nothing of it can stand in an address. */
export const handleOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-+/g, '-')
    .slice(0, MOST)
    .replace(/^-+|-+$/g, '');

/** The same, with Chinese by its pinyin: `北京茶馆` → `bei-jing-cha-guan`. Its table is loaded when the first Chinese name comes. */
export async function suggestHandle(name: string): Promise<string> {
  if (!HAN.test(name)) return handleOf(name);
  const { pinyin } = await import('pinyin-pro');
  return handleOf(pinyin(name.slice(0, 100), { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).join(' '));
}

/** `hats`, then `hats-2`, `hats-3`, … and it is taken from then on. */
export function takeFree(handle: string, taken: Set<string>): string {
  const base = handle.length >= 3 ? handle : handle && `${handle}-shop`;
  if (!base) return '';
  let free = base;
  for (let number = 2; taken.has(free); number += 1) free = `${base.slice(0, MOST - String(number).length - 1)}-${number}`;
  taken.add(free);
  return free;
}
