interface Address {
  name: string;
  phone?: string | null;
  country: string;
  province?: string | null;
  city?: string | null;
  district?: string | null;
  line1: string;
  line2?: string | null;
  postalCode?: string | null;
}

/** An address as its country writes it: China from the large to the small, others from the house on. No line comes twice. */
export function addressLines(address: Address, language: string): string[] {
  const { name, phone, country, province, city, district, line1, line2, postalCode } = address;
  const place = new Intl.DisplayNames([language === 'zh' ? 'zh-CN' : 'en'], { type: 'region', fallback: 'code' }).of(country) ?? country;
  const lines =
    country === 'CN'
      ? [[province, city, district].filter(Boolean).join(' '), line1, line2, [postalCode, place].filter(Boolean).join(' ')]
      : [line1, line2, district, [postalCode, city].filter(Boolean).join(' '), [province, place].filter(Boolean).join(', ')];
  return [...new Set([name, phone, ...lines].filter((line): line is string => Boolean(line)))];
}
