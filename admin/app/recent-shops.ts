const MOST = 6;
const key = (person: string) => `shopyard.recent-shops.${person}`;

export interface RecentShop {
  id: string;
  name: string;
  handle: string;
}

/** The shops that a person was in last, on this device; the latest first. */
export const recentShops = {
  read(person: string): RecentShop[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(key(person)) ?? '[]');
      return Array.isArray(kept) ? (kept as RecentShop[]) : [];
    } catch {
      return [];
    }
  },
  visited(person: string, { id, name, handle }: RecentShop): void {
    const others = this.read(person).filter((one) => one.id !== id);
    try {
      localStorage.setItem(key(person), JSON.stringify([{ id, name, handle }, ...others].slice(0, MOST)));
    } catch {
      // The browser keeps no more for us: the switcher goes on without.
    }
  },
};
