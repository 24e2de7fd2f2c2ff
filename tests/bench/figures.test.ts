import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '#platform/root.js';

interface Report {
  figure: string;
  quick: boolean;
  lines: { values: Record<string, number> }[];
  machine: { cores: number };
}

/** Runs a figure in its smallest size from the sources, on servers of its own, as `npm run bench -- NAME --quick --json` does. */
function quickly(name: string): Promise<Report> {
  const arguments_ = ['--import', 'tsx', join(root, 'bench', 'main.ts'), name, '--quick', '--json'];
  const { NODE_OPTIONS: _jests, ...environment } = process.env;
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, arguments_, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let [printed, said] = ['', ''];
    run.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    run.stderr.on('data', (chunk) => {
      said += chunk;
    });
    run.once('error', reject);
    run.once('close', (code) => (code === 0 ? resolve(JSON.parse(printed)) : reject(new Error(said))));
  });
}

/** Of every day the one that takes the most of the frame: the worker's process too, and a migration of a second database. */
const FIGURES = process.env.LONG
  ? ['list', 'callback', 'paid', 'checkout', 'events', 'import', 'memory', 'many', 'fairness', 'search', 'shops']
  : ['checkout'];

test.each(FIGURES)(
  'the figure %s runs to its end and says where it was measured',
  async (name) => {
    const { figure, quick, lines, machine } = await quickly(name);
    expect({ figure, quick }).toEqual({ figure: name, quick: true });
    expect(machine.cores).toBeGreaterThan(0);
    expect(lines.flatMap(({ values }) => Object.values(values)).every((value) => value > 0)).toBe(true);
  },
  120_000,
);
