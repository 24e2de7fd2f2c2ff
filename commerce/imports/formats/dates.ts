const DATE = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** `2026-05-01`, `2026/5/1 08:30`, `2026年5月1日`, ISO 8601 → ISO 8601; without a zone in UTC. Null for what is no date. */
export function readDate(text: string): string | null {
  const [, year, month, day, hour = '0', minute = '00', second = '00', zone = 'Z'] = DATE.exec(text.normalize('NFKC').trim()) ?? [];
  if (year === undefined) return null;
  const two = (digits: string | undefined) => digits!.padStart(2, '0');
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^(.\d{2}):?/, '$1:');
  const date = new Date(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${offset}`);
  // A 31st of February would be a day in March.
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return exists && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}

const DAY = 24 * 3600 * 1000;

/** True between the two dates; an open end, or what is no date, is no limit. A day is meant to its end. */
export function isBetween(from: string | undefined, until: string | undefined, now = new Date()): boolean {
  const [begin, end] = [from && readDate(from), until && readDate(until)];
  const last = end ? new Date(end).getTime() + (/\d:\d/.test(until!) ? 0 : DAY - 1) : Number.POSITIVE_INFINITY;
  return (!begin || new Date(begin) <= now) && now.getTime() <= last;
}
