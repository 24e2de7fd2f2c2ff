import { once } from 'node:events';

export default async function tearDown(): Promise<void> {
  const holder = globalThis.testServers;
  if (!holder || holder.exitCode !== null) return;
  holder.stdin?.end();
  await once(holder, 'exit');
}
