const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The moments between which days lie, `until` included, by the clock of whoever looks; null where no day is named. */
export function momentsOf(from: string, until: string): { from: string | null; until: string | null } {
  return { from: startOf(from, 0), until: startOf(until, 1) };
}

function startOf(day: string, later: number): string | null {
  if (!DAY.test(day)) return null;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const start = new Date(year, month - 1, date + later);
  return Number.isNaN(start.getTime()) ? null : start.toISOString();
}
