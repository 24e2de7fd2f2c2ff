const PREFIX = 'shopyard.draft.';

/**
 * What was typed into a form and not saved yet, kept in this tab alone: a reload or a broken session loses nothing. Secrets are never
 * given to it.
 */
export const draft = {
  read<Values>(key: string): Values | null {
    const kept = sessionStorage.getItem(PREFIX + key);
    return kept ? (JSON.parse(kept) as Values) : null;
  },
  keep(key: string, values: unknown): void {
    try {
      sessionStorage.setItem(PREFIX + key, JSON.stringify(values));
    } catch {
      // The browser keeps no more for us: the form goes on without.
    }
  },
  forget(key: string): void {
    sessionStorage.removeItem(PREFIX + key);
  },
};
