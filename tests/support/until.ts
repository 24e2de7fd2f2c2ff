import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what another process or a later turn brings about. What throws meanwhile counts as "not yet". */
export async function until(holds: () => Promise<boolean>, withinMs = 25_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error(`It did not come about within ${withinMs / 1000} s: ${holds}`);
    await sleep(20);
  }
}
