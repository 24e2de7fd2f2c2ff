import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Source, Wanted } from './obtain.js';
import type { Program } from './running.js';
import { Missing, mustAnswer, onPath, run } from './system.js';

const VERSION = '1.8.0';

const release: Source = {
  name: 'its GitHub release',
  async get(folder) {
    const system = { linux: 'Linux', darwin: 'Darwin' }[process.platform as string];
    if (!system) throw new Missing(`there is none for ${process.platform}`);
    const name = `versitygw_v${VERSION}_${system}_${process.arch === 'x64' ? 'x86_64' : process.arch}`;
    await mustAnswer('https://github.com/');
    const address = `https://github.com/versity/versitygw/releases/download/v${VERSION}/${name}.tar.gz`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(120_000) });
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
    const archive = join(folder, 'release.tar.gz');
    writeFileSync(archive, Buffer.from(await answer.arrayBuffer()));
    await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=1'], { timeoutMs: 30_000 });
    return join(folder, 'versitygw');
  },
};

const goInstall: Source = {
  name: 'go install',
  async get(folder, say) {
    const go = onPath('go');
    if (!go) throw new Missing('Go is not installed');
    say('versitygw: building it with Go, which takes a few minutes …');
    const program = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`;
    await run(go, ['install', program], { timeoutMs: 900_000, env: { GOBIN: folder } });
    return join(folder, 'versitygw');
  },
};

/** Where versitygw comes from: a server that speaks S3 and checks signatures as Amazon's does. Only tests use it. */
export const wantedVersitygw: Wanted = {
  program: 'versitygw',
  sources: [release, goInstall],
  advice: `No versitygw could be had, and nothing else here speaks S3: install Go 1.25 or newer, or put versitygw ${VERSION} on PATH.`,
};

export interface S3Account {
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
}

/** versitygw on the loopback address, with one account and one empty bucket, its objects as files below `dir`. */
export function versitygw(command: string, { dir, port, account }: { dir: string; port: number; account: S3Account }): Program {
  const [files, facts] = [join(dir, 'objects'), join(dir, 'facts')];
  mkdirSync(join(files, account.bucket), { recursive: true });
  mkdirSync(facts, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  return {
    name: 'versitygw',
    command,
    // What it knows of an object stands beside: a file system in memory may have no extended attributes.
    args: ['--port', `127.0.0.1:${port}`, '--quiet', '--health', '/health', 'posix', '--sidecar', facts, files],
    // In the environment, where no list of processes shows it.
    env: { ...process.env, ROOT_ACCESS_KEY: account.accessKeyId, ROOT_SECRET_KEY: account.secretAccessKey },
    patienceMs: 5000,
    async ready() {
      const { ok } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
      if (!ok) throw new Error('versitygw is not healthy yet');
    },
  };
}
