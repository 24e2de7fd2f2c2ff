import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import { localStorage } from '#platform/storage.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Products with long descriptions in Chinese, `megabytes` in all. */
async function* aFile(megabytes: number): AsyncGenerator<Buffer> {
  yield Buffer.from('Title,URL handle,Description,Option1 name,Option1 value,Price\n');
  const description = '一壶四杯，景德镇手工烧制。'.repeat(500);
  const bytes = Buffer.byteLength(description);
  for (let written = 0, at = 0; written < megabytes * 1e6; written += bytes, at++) {
    yield Buffer.from(`Tea set ${at},tea-${at},"${description}",Size,S,388\n,tea-${at},,,L,488\n`);
  }
}

/** Reads the file part after part in a process with so little memory; answers its products and its greatest size in bytes. */
async function readWith(heapMegabytes: number): Promise<{ products: number; peak: number }> {
  const program = `
    const { localStorage } = await import('#platform/storage.js');
    const { examine } = await import('#commerce/imports/reading/examine.js');
    const { readPart } = await import('#commerce/imports/reading/part.js');
    const { KeySet } = await import('#commerce/imports/reading/key-set.js');
    const files = localStorage(${JSON.stringify(folder)});
    const { table } = await examine(files, { key: 'file', format: 'SHOPIFY' }, 'text');
    const seen = new KeySet();
    let products = 0;
    for (let from = table.begin; from; ) {
      const part = await readPart((start) => files.get(table.textKey, start), table, from, seen);
      products += part.lines.length;
      from = part.next;
    }
    console.log(JSON.stringify({ products, peak: process.resourceUsage().maxRSS * 1024 }));`;
  const options = [
    `--max-old-space-size=${heapMegabytes}`,
    '--max-semi-space-size=4',
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    program,
  ];
  const child = spawn(process.execPath, options, { cwd: root, env: process.env, stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += String(chunk);
  });
  await once(child, 'close');
  return JSON.parse(told) as { products: number; peak: number };
}

test('memory stays flat whatever the size of the file', async () => {
  const files = localStorage(folder);
  await files.put('file', aFile(2));
  const small = await readWith(64);
  await files.put('file', aFile(48));
  const large = await readWith(64);
  expect(large.products).toBeGreaterThan(20 * small.products);
  expect(large.peak - small.peak).toBeLessThan(48e6);
}, 120_000);
