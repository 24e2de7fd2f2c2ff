/**
 * WeChat's codes of the carriers that merchants name most, by what they call them. Source: WeChat's delivery list
 * (`/cgi-bin/express/delivery/open_msg/get_delivery_list`).
 */
const CARRIERS: readonly (readonly [code: string, names: RegExp])[] = [
  ['SF', /顺丰|^sf|s\.?f\.? express/i],
  ['ZTO', /中通|zto/i],
  ['YTO', /圆通|yto/i],
  ['STO', /申通|sto/i],
  ['YD', /韵达|yunda|^yd$/i],
  ['JTSD', /极兔|j&t|jtsd/i],
  ['JD', /京东|^jd/i],
  ['EMS', /ems/i],
  ['YZPY', /邮政|china post|yzpy/i],
  ['DBL', /德邦|deppon|^dbl$/i],
  ['HTKY', /百世|best express|htky/i],
];

/** The carrier's code; what a merchant writes in the form of one is taken as it is; null: WeChat knows no such carrier. */
export function carrierCode(company: string): string | null {
  const known = CARRIERS.find(([, names]) => names.test(company.trim()))?.[0];
  if (known) return known;
  return /^[A-Z][A-Z0-9_]{1,30}$/.test(company.trim()) ? company.trim() : null;
}
