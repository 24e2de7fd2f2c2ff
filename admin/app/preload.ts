import { parse } from 'regexparam';
import type { Client } from 'urql';
import { matchRoute } from 'wouter';
import { ROUTES } from './route';

const begun = new Set<string>();

/** Loads what stands at a path, and lets it ask for its data, before anybody goes there. Once for each path in a while. */
export function preload(client: Client, path: string): void {
  const [address = path] = path.split('?');
  if (begun.has(address)) return;
  for (const route of ROUTES) {
    const [fits, parameters] = matchRoute(parse, route.path, address);
    if (!fits) continue;
    begun.add(address);
    setTimeout(() => begun.delete(address), 30_000);
    void route.open().then(
      (screen) => screen.preload?.(client, parameters as Record<string, string>),
      () => undefined,
    );
    return;
  }
}
