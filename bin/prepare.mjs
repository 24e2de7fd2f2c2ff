// Before a program of bin/ runs: the packages that package-lock.json names, and dist/ from the sources as they are now.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
const forTest = process.argv[2] === 'test';

/** Says why and ends; a test run ends with its line whatever happens. */
function fail(sentence) {
  console.error(sentence);
  if (forTest) console.log('0 passed, 1 failed');
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Shopyard needs Node 20.19 or newer; this is ${process.versions.node}.`);
}

/** npm keeps a record of what it installed: it is compared with what package-lock.json names. */
function installed() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, peer }]) => {
    if (path === '') return true;
    return found[path] ? found[path].version === version : Boolean(optional || peer);
  });
}

/** The rooms whose change asks for a new dist/; files of tests are not built. */
const BUILT = ['platform', 'tenants', 'commerce', 'server', 'worker', 'sandboxes', 'storefront', 'schema', 'bin', 'bench', 'admin'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'codegen.ts'];

function* sourcesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!['generated', 'node_modules', 'dist'].includes(entry.name)) yield* sourcesIn(path);
    } else if (/\.(tsx?|graphql|css|html|json|hbs)$/.test(entry.name) && !entry.name.endsWith('.test.ts')) yield path;
  }
}

function hashOfSources() {
  const hash = createHash('sha256').update(process.versions.node);
  const rooms = BUILT.map((room) => join(root, room)).filter((room) => existsSync(room));
  for (const path of [...SETTINGS.map((name) => join(root, name)), ...rooms.flatMap((room) => [...sourcesIn(room)])]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** Runs npm in a process group of its own, which a signal to this process ends. What it prints is shown when it fails. */
function npm(...args) {
  return new Promise((resolve) => {
    const child = spawn('npm', args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(chunk));
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended already.
      }
      process.exit(143);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end);
    child.on('error', () => fail('Shopyard needs npm, which comes with Node: https://nodejs.org'));
    child.on('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, end);
      if (code !== 0) process.stderr.write(Buffer.concat(printed));
      resolve(code === 0);
    });
  });
}

/** Two programs started at once: the second waits until the first has prepared, and then finds everything done. */
async function alone(work) {
  mkdirSync(cache, { recursive: true });
  const lock = join(cache, 'preparing');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!holderLives(lock)) rmSync(lock, { force: true });
      else await new Promise((wait) => setTimeout(wait, 200));
    }
  }
  process.on('exit', () => rmSync(lock, { force: true }));
  await work();
}

function holderLives(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (!pid) return Date.now() - statSync(lock).mtimeMs < 2000; // Made, and not written yet.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function prepare() {
  if (!installed()) {
    console.log('Installing the packages that package-lock.json names …');
    if (!(await npm('ci', '--no-fund', '--no-audit'))) fail('npm ci failed: what it printed stands above.');
  }
  const stamp = join(cache, 'built');
  const hash = hashOfSources();
  const standing = existsSync(join(root, 'dist/bin/start.js'));
  if (standing && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Building …');
  // The compiler trusts this record of what it wrote; with dist/ gone it would write nothing.
  if (!standing) rmSync(join(cache, 'tsconfig.build.tsbuildinfo'), { force: true });
  rmSync(stamp, { force: true });
  // A test run looks at the types next, those of the tests too: once is enough.
  const more = forTest ? ['--', '--noCheck'] : [];
  if (!(await npm('run', '--silent', 'build', ...more))) fail('The build failed: what it printed stands above.');
  writeFileSync(stamp, hash);
}

checkNode();
await alone(prepare);
process.exit(0);
