import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#platform/root.js';
import { CHECKS, type Check, runCheck } from './checks/check.js';
import { faultChecks } from './checks/planted.js';
import { wantedChromium } from './servers/chromium.js';
import { wantedMongod } from './servers/mongod.js';
import { NotObtained, obtain } from './servers/obtain.js';
import { wantedRedis } from './servers/redis.js';
import { wantedStripeMock } from './servers/stripe-mock.js';
import { wantedVersitygw } from './servers/versitygw.js';

const say = (line: string) => console.log(line);
const count = { passed: 0, failed: 0, skipped: 0 };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** Two at a time, on two cores; what a failed one printed is shown. */
async function runChecks(checks: readonly Check[]): Promise<void> {
  const waiting = [...checks];
  const one = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const began = Date.now();
      const { passed, output } = await check.look(root);
      count[passed ? 'passed' : 'failed']++;
      say(`${passed ? '  ok  ' : '  FAIL'}  ${check.name}  ${((Date.now() - began) / 1000).toFixed(1)} s`);
      if (!passed) say(output);
    }
  };
  await Promise.all([one(), one()]);
}

/** Jest's own results: tests, and files that did not run at all. */
interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
}

async function runTests(paths: readonly string[], long: boolean): Promise<void> {
  const results = join(root, '.cache/jest.json');
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(results, { force: true });
  const args = ['run', '--silent', 'jest', '--', '--maxWorkers=2', '--json', `--outputFile=${results}`, ...paths];
  const { passed } = await runCheck('npm', args, root, { env: long ? { LONG: '1' } : {}, show: true });
  let read: Results | null = null;
  try {
    read = JSON.parse(readFileSync(results, 'utf8')) as Results;
  } catch {
    say('Jest left no results.');
  }
  const failed = (read?.numFailedTests ?? 0) + (read?.numRuntimeErrorTestSuites ?? 0);
  count.passed += read?.numPassedTests ?? 0;
  count.skipped += (read?.numPendingTests ?? 0) + (read?.numTodoTests ?? 0);
  // Jest may fail as a whole where no test did: no test found, or a hook outside of all of them.
  count.failed += failed || (passed && read && read.numPassedTests > 0 ? 0 : 1);
}

/** Before anything takes long: without its servers no test can run. */
async function findServers(): Promise<void> {
  const { MONGO_URL, REDIS_URL, STRIPE_MOCK_URL } = process.env;
  if (!MONGO_URL) await obtain(wantedMongod, { say });
  if (!REDIS_URL) await obtain(wantedRedis, { say });
  await obtain(wantedChromium, { say });
  if (!STRIPE_MOCK_URL) await obtain(wantedStripeMock, { say });
  // Its tests are skipped without it; obtained here, it is not built while others are being timed.
  await obtain(wantedVersitygw, { say }).catch((error) => {
    if (!(error instanceof NotObtained)) throw error;
    say(`Files in S3 will not be tried. ${error.message}`);
  });
}

function end(): never {
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
  say(`${count.passed} passed, ${count.failed} failed${skipped}`);
  process.exit(count.failed === 0 && count.passed > 0 ? 0 : 1);
}

const given = process.argv.slice(2);
const unknown = given.filter((word) => word.startsWith('-') && word !== '--long');
if (unknown.length > 0) {
  console.error(`bin/test takes --long and the paths of tests, not ${unknown.join(' ')}.`);
  process.exit(2);
}
const paths = given.filter((word) => !word.startsWith('-'));

try {
  await findServers();
} catch (error) {
  if (!(error instanceof NotObtained)) throw error;
  console.error(error.message);
  count.failed++;
  end();
}

if (paths.length === 0) {
  say('Checks');
  await runChecks(CHECKS);
  say('Planted faults');
  const faults = faultChecks();
  process.on('exit', faults.remove);
  await runChecks(faults.checks);
  faults.remove();
} else say(`Only the tests in ${paths.join(' ')}: the other checks are left out.`);
say('Tests');
await runTests(paths, given.includes('--long'));
end();
