import { execFile } from 'node:child_process';
import { getPriority } from 'node:os';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { root } from './root.js';

/** Whether a process gives way that was started giving so much more than this one, and how much it gives once it has been told to give 5. */
async function wayGiven(begun: number): Promise<unknown> {
  const program = `
    const { getPriority } = await import('node:os');
    const { giveWay, givesWay } = await import('#platform/priority.js');
    const before = givesWay();
    giveWay(5);
    console.log(JSON.stringify([before, getPriority(), givesWay()]));`;
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)('nice', ['-n', String(begun), ...node], { cwd: root });
  return JSON.parse(stdout);
}

test('a process gives way from when it says so; one that gives more way already stays as it is', async () => {
  const ours = getPriority();
  expect(await Promise.all([wayGiven(0), wayGiven(10)])).toEqual([
    [ours > 0, Math.max(ours, 5), true],
    [true, Math.min(ours + 10, 19), true],
  ]);
});
