import { startTestServers } from './test-servers.js';

/**
 * Holds the servers of a test run for as long as standard input stays open: however the run ends, they go with it.
 * Prints their addresses in one line of JSON.
 */
try {
  const { stop, ...addresses } = await startTestServers((line) => console.error(line));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined); // The run ends first.
  process.stdin.resume().once('end', () => void stop().then(() => process.exit(0)));
  console.log(JSON.stringify(addresses));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
