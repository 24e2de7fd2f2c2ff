import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import { ALLOCATION, scriptWords } from './supervisor/programs.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifests = readdirSync(join(root, 'deploy/kubernetes')).map((file) => `deploy/kubernetes/${file}`);
const commandOf = (script: string) => ['node', ...scriptWords(script)];
const commands = ['start:server', 'start:worker', 'migrate'].map(commandOf);

/** Every `[node, …]` in a file that runs something of dist/, in JSON's or YAML's writing. */
const commandsIn = (path: string): string[][] =>
  [...read(path).matchAll(/\[\s*("?node"?,[^\]]*dist\/[^\]]*)\]/g)].map(([, words]) =>
    words!
      .split(',')
      .map((word) => word.trim().replaceAll('"', ''))
      .filter(Boolean),
  );

test('containers run what the npm scripts run, which bin/start runs', () => {
  expect(commandsIn('Dockerfile')).toEqual([commandOf('start:server')]);
  expect(commandsIn('compose.yaml')).toEqual([commandOf('migrate'), commandOf('start:worker')]);
  for (const [name, value] of Object.entries(ALLOCATION))
    expect(read('Dockerfile')).toMatch(new RegExp(`^ENV .*\\b${name}=${value}\\b`, 'm'));
  const inKubernetes = manifests.flatMap(commandsIn);
  expect(inKubernetes).toHaveLength(3);
  expect(inKubernetes).toEqual(expect.arrayContaining(commands));
});

test("the image's steps are npm ci and npm scripts", () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const steps = [...read('Dockerfile').matchAll(/^RUN (npm .*)$/gm)].map(([, step]) => step!);
  expect(steps).toEqual(['npm ci', 'npm run build', 'npm ci --omit=dev']);
  expect(Object.keys(scripts)).toContain('build');
});
