import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from '#platform/root.js';
import { CHECKS, type Check, lint, rooms, runCheck, schema, types, unused } from './check.js';

/** A fault that a checker must find: what is planted, and the words that show that it was this one. */
interface Fault {
  check: Check;
  plant(folder: string): void;
  found: readonly string[];
  /** Planted into a project that has the same settings and nothing else: the checker need not read all of ours to see it. */
  alone?: true;
}

const file = (path: string, text: string) => (folder: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const both =
  (...plants: ((folder: string) => void)[]) =>
  (folder: string) => {
    for (const plant of plants) plant(folder);
  };

/** Jest as bin/test runs it, on the one planted test. */
const tests: Check = {
  name: 'tests',
  look: (folder) => runCheck('npm', ['run', '--silent', 'jest', '--', 'tests/planted.test.ts'], folder),
};

const FAULTS: readonly Fault[] = [
  {
    check: types,
    plant: file('platform/planted-type.ts', "export const amount: number = 'ten';\n"),
    found: ['platform/planted-type.ts'],
    alone: true,
  },
  { check: lint, plant: file('platform/planted-lint.ts', "console.log('left behind');\n"), found: ['platform/planted-lint.ts'] },
  {
    check: rooms,
    plant: both(
      file('platform/planted-arrow.ts', "import '#tenants/index.js';\n"),
      file('commerce/catalog/planted-arrow.ts', "import '#commerce/orders/index.js';\nimport '#tenants/context.js';\n"),
      file('commerce/orders/planted-arrow.ts', "import '#commerce/notifications/index.js';\n"),
      file('server/planted-arrow.ts', "import '#commerce/catalog/product.model.js';\n"),
      file('platform/planted-package.ts', "import 'fast-check';\n"),
      file('platform/planted-circle.ts', "import './planted-circle-too.js';\n"),
      file('platform/planted-circle-too.ts', "import './planted-circle.js';\n"),
    ),
    found: [
      'room-platform: platform/planted-arrow.ts',
      'noun-catalog: commerce/catalog/planted-arrow.ts',
      'door-of-tenants: commerce/catalog/planted-arrow.ts',
      'noun-reacting: commerce/orders/planted-arrow.ts',
      'door-of-a-noun-from-rooms: server/planted-arrow.ts',
      'image-has-it: platform/planted-package.ts',
      'no-circles: platform/planted-circle',
    ],
  },
  { check: unused, plant: file('platform/planted-unused.ts', 'export const nobody = 1;\n'), found: ['platform/planted-unused.ts'] },
  { check: schema, plant: takeField('schema/admin/products.graphql', 'type Product ', 'title'), found: ['Product.title'] },
  {
    check: tests,
    plant: file(
      'tests/planted.test.ts',
      "import { expect, test } from '@jest/globals';\n\ntest('a planted fault', () => expect(1 + 1).toBe(3));\n",
    ),
    found: ['a planted fault'],
  },
];

/** Releases the schema as it is, and then takes a field out of a type. */
function takeField(path: string, type: string, field: string) {
  return (folder: string) => {
    execFileSync('npm', ['run', '--silent', 'schema', '--', '--freeze', '2000-01'], { cwd: folder, stdio: 'pipe' });
    const text = readFileSync(join(folder, path), 'utf8');
    const from = text.indexOf(type);
    const at = text.indexOf(`\n  ${field}:`, from);
    if (from < 0 || at < 0) throw new Error(`${path} has no ${type}with ${field}: plant the fault elsewhere`);
    writeFileSync(join(folder, path), text.slice(0, at) + text.slice(text.indexOf('\n', at + 1)));
  };
}

const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.cache', '.data', 'coverage']);

/** A folder with what is copied of the project, beside the same packages. */
function copied(filter: (path: string) => boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'shopyard-planted-'));
  cpSync(root, folder, { recursive: true, filter: (path) => path === root || (!LEFT_OUT.has(basename(path)) && filter(path)) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const planted = () => FAULTS.filter(({ check }) => check === tests || CHECKS.includes(check));

/** Each checker looks at a copy with every fault in it, and passes as a check of its own where it fails there for the planted reason. */
export function faultChecks(): { checks: Check[]; remove(): void } {
  const whole = copied(() => true);
  const bare = copied((path) => statSync(path).isFile());
  for (const { plant, alone } of planted()) plant(alone ? bare : whole);
  const checks = planted().map(({ check, found, alone }) => ({
    name: `${check.name} sees a planted fault`,
    async look() {
      const { passed, output } = await check.look(alone ? bare : whole);
      const missed = found.filter((words) => !output.includes(words));
      if (!passed && missed.length === 0) return { passed: true, output };
      const complaint = passed ? `${check.name} passes although a fault was planted.` : `${check.name} does not name: ${missed.join(', ')}`;
      return { passed: false, output: `${output}\n${complaint}` };
    },
  }));
  const remove = () => {
    for (const folder of [whole, bare]) rmSync(folder, { recursive: true, force: true });
  };
  return { checks, remove };
}
