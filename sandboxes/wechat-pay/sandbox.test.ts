import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { anOrder, callerOf, type Merchant, opened } from '#tests/support/wechat-pay-sandbox.js';
import { knock, openReceiver } from '../frame/testing.js';
import { startWechatPaySandbox } from './sandbox.js';

test('with a file it remembers merchants, keys and orders across a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wechat-pay-sandbox-'));
  const options = { port: 0, stateFile: join(folder, 'state.json') };
  const { receiver: shop, close } = await openReceiver((body, headers) => ({ body, headers: headers as Record<string, string> }));
  const before = await startWechatPaySandbox(options);
  const merchant = await knock<Merchant>(before.url, 'merchants');
  const order = anOrder({ ...merchant, shop });
  const { data } = await callerOf(before, merchant)<{ code_url: string }>('POST', '/v3/pay/transactions/native', order);
  await before.close();
  expect((await stat(options.stateFile)).mode & 0o077).toBe(0); // it holds private keys

  const after = await startWechatPaySandbox(options);
  expect(await knock<Merchant>(after.url, 'merchants')).toMatchObject({ privateKey: merchant.privateKey, publicKey: merchant.publicKey });
  const page = after.url + new URL(data.code_url).pathname;
  await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
  const told = opened(shop.received[0]!, merchant.publicKey, merchant.apiV3Key);
  expect(told).toMatchObject({ out_trade_no: order.out_trade_no, trade_state: 'SUCCESS' });
  await after.close();

  const third = await startWechatPaySandbox(options);
  const query = `/v3/pay/transactions/id/${told!.transaction_id}?mchid=${merchant.mchid}`;
  expect((await callerOf(third, merchant)('GET', query)).data).toEqual(told);
  await third.close();
  await writeFile(options.stateFile, '{"merchants":7}');
  await expect(startWechatPaySandbox(options)).rejects.toThrow('is not what the WeChat Pay sandbox wrote');
  expect(await readFile(options.stateFile, 'utf8')).toBe('{"merchants":7}');
  await close();
  await rm(folder, { recursive: true });
});

test('what it does not know is a 404, and a control door names the field that is wrong', async () => {
  const sandbox = await startWechatPaySandbox({ port: 0 });
  const unknown = await fetch(`${sandbox.url}/v3/unknown`);
  expect([unknown.status, await unknown.json()]).toEqual([404, expect.objectContaining({ code: 'RESOURCE_NOT_EXISTS' })]);
  expect(await knock(sandbox.url, 'merchants', { sings: 'PUBLIC_KEY' })).toMatchObject({
    code: 'PARAM_ERROR',
    detail: { field: '/sings' },
  });
  expect(await knock(sandbox.url, 'orders/none/pay')).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' });
  await sandbox.close();
});

test('the process says where it listens, and SIGTERM ends it in order', async () => {
  const env = { ...process.env, WECHAT_PAY_SANDBOX_PORT: '0' };
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const running = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(running.stdout, 'data');
  const { listening } = JSON.parse(String(line));
  expect((await fetch(`http://127.0.0.1:${listening}/healthz`)).status).toBe(200);
  running.kill('SIGTERM');
  expect(await once(running, 'exit')).toEqual([0, null]);
});
