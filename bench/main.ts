import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { Figure } from './frame/figure.js';
import { openHouse } from './frame/house.js';
import { describeMachine } from './frame/machine.js';
import { keep, type Report, table } from './frame/report.js';

/** Loaded one at a time, once the settings of the run stand: the rooms that they import read them. */
const FIGURES: Readonly<Record<string, () => Promise<Figure>>> = {
  list: async () => (await import('./figures/list.js')).list,
  callback: async () => (await import('./figures/callback.js')).callback,
  paid: async () => (await import('./figures/paid.js')).paid,
  checkout: async () => (await import('./figures/checkout.js')).checkout,
  events: async () => (await import('./figures/events.js')).events,
  import: async () => (await import('./figures/import.js')).catalogImport,
  memory: async () => (await import('./figures/memory.js')).memory,
  many: async () => (await import('./figures/many.js')).many,
  fairness: async () => (await import('./figures/fairness.js')).fairness,
  formats: async () => (await import('./figures/formats.js')).formats,
  search: async () => (await import('./figures/search.js')).search,
  admin: async () => (await import('./figures/admin.js')).admin,
  shops: async () => (await import('./figures/shops.js')).shops,
};

const USAGE = `npm run bench -- NAME [--json] [--quick] [--profile]
NAME      ${Object.keys(FIGURES).join(', ')}, or all
--json    prints the report as JSON instead of a table
--quick   sizes that show that it runs, not how fast
--profile each process of ours writes a CPU profile into .cache/bench/profiles
Each report is kept in .cache/bench/NAME.json, that of all in .cache/bench/all.json.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, profile: { type: 'boolean' }, help: { type: 'boolean' } },
});
const [name = ''] = positionals;

if (options.help || (name !== 'all' && !Object.hasOwn(FIGURES, name))) {
  console.error(USAGE);
  process.exit(options.help ? 0 : 2);
}
if (name === 'all') measureAll();
else await measure(name);

async function measure(figureName: string): Promise<void> {
  const begun = performance.now();
  const house = await openHouse(options.profile);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void house.close().finally(() => process.exit(130)));
  try {
    Object.assign(process.env, house.settings, { LOG_LEVEL: 'silent' });
    const figure = await FIGURES[figureName]!();
    const quick = options.quick ?? false;
    const outcome = await figure.run(house, quick);
    const report: Report = {
      figure: figure.name,
      about: figure.about,
      quick,
      measuredAt: new Date().toISOString(),
      seconds: (performance.now() - begun) / 1000,
      machine: await describeMachine(house.mongoUrl('admin'), house.settings.REDIS_URL!),
      ...outcome,
    };
    keep(quick ? `${figureName}-quick` : figureName, report);
    console.log(options.json ? JSON.stringify(report, null, 2) : table(report));
  } catch (error) {
    console.error(error);
    console.error(house.troubles());
    process.exitCode = 1;
  }
  await house.close();
  // A figure that failed midway may have left a connection that would try again for ever.
  process.exit();
}

/** Each in a process and on servers of its own, so that none inherits another's memory or caches. */
function measureAll(): void {
  const reports: unknown[] = [];
  const failed: string[] = [];
  for (const figureName of Object.keys(FIGURES)) {
    const flags = [...(options.quick ? ['--quick'] : []), ...(options.profile ? ['--profile'] : []), '--json'];
    const run = spawnSync(process.execPath, [...process.execArgv, process.argv[1]!, figureName, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.status !== 0) {
      failed.push(figureName);
      console.error(`${figureName} could not be measured: what it printed stands above.`);
      continue;
    }
    const report = JSON.parse(run.stdout) as Report;
    reports.push(report);
    if (!options.json) console.log(`${table(report)}\n`);
  }
  const path = keep(options.quick ? 'all-quick' : 'all', reports);
  if (options.json) console.log(JSON.stringify(reports, null, 2));
  else console.log(`Kept in ${path}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
