import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source, Wanted } from './obtain.js';
import type { Program } from './running.js';
import { Missing, mustAnswer, onPath, run } from './system.js';

const VERSION = '0.197.0';

const release: Source = {
  name: 'its GitHub release',
  async get(folder) {
    const kind = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
    await mustAnswer('https://github.com/');
    const address = `https://github.com/stripe/stripe-mock/releases/download/v${VERSION}/stripe-mock_${VERSION}_${kind}.tar.gz`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(120_000) });
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
    const archive = join(folder, 'release.tar.gz');
    writeFileSync(archive, Buffer.from(await answer.arrayBuffer()));
    await run('tar', ['-xzf', archive, '-C', folder, 'stripe-mock'], { timeoutMs: 30_000 });
    return join(folder, 'stripe-mock');
  },
};

const goInstall: Source = {
  name: 'go install',
  async get(folder, say) {
    const go = onPath('go');
    if (!go) throw new Missing('Go is not installed');
    say('stripe-mock: building it with Go …');
    await run(go, ['install', `github.com/stripe/stripe-mock@v${VERSION}`], { timeoutMs: 300_000, env: { GOBIN: folder } });
    return join(folder, 'stripe-mock');
  },
};

/** Where stripe-mock, which the Stripe sandbox stands on, comes from. */
export const wantedStripeMock: Wanted = {
  program: 'stripe-mock',
  sources: [release, goInstall],
  advice: `No stripe-mock could be had: install Go 1.22 or newer, or put stripe-mock ${VERSION} on PATH.`,
};

/** stripe-mock on the loopback address: Stripe's API by its own description, with canned answers. */
export function stripeMock(command: string, { port }: { port: number }): Program {
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'stripe-mock',
    command,
    // Without an address of its own it would take port 12112 for HTTPS.
    args: ['-http-addr', `127.0.0.1:${port}`, '-https-addr', '127.0.0.1:0'],
    env: { ...process.env, PORT: '' }, // It would take Shopyard's own.
    patienceMs: 5000,
    async ready() {
      await fetch(`${url}/`, { signal: AbortSignal.timeout(2000) }); // Any answer at all: without a key it is a refusal.
    },
  };
}
