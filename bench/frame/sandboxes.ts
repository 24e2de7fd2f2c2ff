import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '#bin/servers/running.js';

/** The providers that test shops are paid through, as their sandboxes are called. */
const NAMES = ['stripe', 'wechat-pay', 'alipay'] as const;
export type Sandbox = (typeof NAMES)[number];

type Settings = Readonly<Record<string, string>>;
type Start = (entry: `sandboxes/${Sandbox}/main`, settings: Settings, port: number) => Promise<{ url: string }>;

export interface Sandboxes {
  /** Where each is (`WECHAT_PAY_API_BASE`): a process that is started with these lets test shops be paid there. */
  settings: Settings;
  /** Asks at a control door. @throws {Error} where it is refused */
  ask<Answer>(name: Sandbox, door: string, body: object): Promise<Answer>;
  /** What one has written down, once that is there which is looked for: above all the keys that it signs with. */
  memory<Memory>(name: Sandbox, isThere: (memory: Memory) => boolean): Promise<Memory>;
}

const WRITES_WITHIN_MS = 10_000;

/** `start`: the house's. `folder`: where they keep what they know. */
export async function startSandboxes(start: Start, stripeMock: string, folder: string): Promise<Sandboxes> {
  const stateOf = (name: Sandbox) => join(folder, 'sandboxes', `${name}.json`);
  const urls = {} as Record<Sandbox, string>;
  for (const name of NAMES) {
    const prefix = settingOf(name, 'SANDBOX');
    const port = await freePort();
    const own = { [`${prefix}_PORT`]: String(port), [`${prefix}_STATE`]: stateOf(name), STRIPE_MOCK_URL: stripeMock };
    urls[name] = (await start(`sandboxes/${name}/main`, own, port)).url;
  }
  return {
    settings: Object.fromEntries(NAMES.map((name) => [settingOf(name, 'API_BASE'), urls[name]])),
    async ask(name, door, body) {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${urls[name]}/_sandbox/${door}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`The sandbox ${name} refuses ${door}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as never;
    },
    async memory<Memory>(name: Sandbox, isThere: (memory: Memory) => boolean) {
      const deadline = performance.now() + WRITES_WITHIN_MS;
      for (;;) {
        const memory = existsSync(stateOf(name)) ? (JSON.parse(readFileSync(stateOf(name), 'utf8')) as Memory) : null;
        if (memory && isThere(memory)) return memory;
        if (performance.now() > deadline) throw new Error(`The sandbox ${name} does not write down what it knows`);
        await wait(20);
      }
    },
  };
}

const settingOf = (name: Sandbox, what: string): string => `${name.toUpperCase().replace('-', '_')}_${what}`;
