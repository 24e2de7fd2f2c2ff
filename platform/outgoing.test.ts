import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Listening, listening } from '#tests/support/listening.js';
import { isPublicAddress, Outgoing } from './outgoing.js';

let server: Listening;
let url: string;
let reached = 0;
const strict = new Outgoing();
const open = new Outgoing(() => true);

beforeAll(async () => {
  server = await listening((request, response) => {
    reached += 1;
    const [, hops] = /^\/hops\/(\d)$/.exec(request.url ?? '') ?? [];
    if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end('a body of its own');
    else if (request.url === '/home') response.writeHead(302, { location: 'http://[::1]:1/' }).end();
    else if (request.url === '/file') response.writeHead(301, { location: 'file:///etc/passwd' }).end();
    else if (hops) response.writeHead(307, { location: Number(hops) > 1 ? `/hops/${Number(hops) - 1}` : '/end' }).end();
    else if (request.url === '/announced') response.writeHead(200, { 'content-length': 200_000 }).flushHeaders();
    else if (request.url === '/endless') response.write(Buffer.alloc(200_000));
    else if (request.url === '/silent') response.writeHead(200).flushHeaders();
    else response.end(`${request.method} ${request.url}`);
  });
  url = new URL(server.url).host;
});
afterAll(async () => {
  await strict.close();
  await open.close();
  await server.close();
});

test.each([
  '127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.127.255.255', '0.0.0.0',
  '224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.0.1', '::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1',
  '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1',
  'fd12:3456::1', 'ff02::1', 'localhost', '',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
}); // biome-ignore format: a table

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  'http://127.0.0.1/', 'http://0177.0.0.1/', 'http://0x7f.1/', 'http://2130706433/', 'http://127.1/', 'http://[::1]/',
  'http://[::ffff:127.0.0.1]/', 'http://169.254.169.254/latest/meta-data', 'http://user:pass@1.1.1.1/', 'file:///etc/passwd', 'nonsense',
])('%s is not called', async (address) => {
  await expect(strict.call(address)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
}); // biome-ignore format: a table

test('a name that leads home is refused when it is connected to, not when it is read', async () => {
  const before = reached;
  await expect(strict.call(`http://localhost:${url.split(':')[1]}/`)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  expect(reached).toBe(before);
});

test('a call brings its answer', async () => {
  await expect(open.call(`http://${url}/hook`, { method: 'POST', body: '{}' })).resolves.toMatchObject({
    status: 200,
    body: Buffer.from('POST /hook'),
  });
});

test('a redirect is an answer and is not followed', async () => {
  const before = reached;
  await expect(open.call(`http://${url}/redirect`)).resolves.toMatchObject({ status: 302 });
  expect(reached).toBe(before + 1);
});

test('redirects are followed as far as the call says', async () => {
  await expect(open.call(`http://${url}/redirect`, { redirects: 1 })).resolves.toMatchObject({
    status: 200,
    body: Buffer.from('GET /elsewhere'),
  });
  await expect(open.call(`http://${url}/hops/3`, { redirects: 3 })).resolves.toMatchObject({ body: Buffer.from('GET /end') });
  await expect(open.call(`http://${url}/hops/4`, { redirects: 3 })).rejects.toMatchObject({ code: 'TOO_MANY_REDIRECTS' });
});

test('a redirect that leads home, or away from http, is refused like the address itself', async () => {
  const notHome = new Outgoing((address) => address === '127.0.0.1');
  for (const path of ['home', 'file'])
    await expect(notHome.call(`http://${url}/${path}`, { redirects: 3 })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  await notHome.close();
});

test('an answer that announces too much is not read at all', async () => {
  await expect(open.call(`http://${url}/announced`, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

test('an answer that is too large is not read to its end', async () => {
  await expect(open.call(`http://${url}/endless`, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

test('a large answer is had as it comes: to its end, to its limit, or until nobody wants more', async () => {
  const read = async (path: string, maxBytes: number, enough = Number.POSITIVE_INFINITY) => {
    const { status, body } = await open.download(`http://${url}/${path}`, { maxBytes });
    let bytes = 0;
    for await (const part of body) {
      bytes += part.length;
      if (bytes >= enough) break;
    }
    return [status, bytes];
  };
  expect(await read('hook', 1000)).toEqual([200, 'GET /hook'.length]);
  await expect(read('endless', 1000)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  expect((await read('endless', 1_000_000, 100))[0]).toBe(200);
});

test('an answer that does not end in time is given up', async () => {
  await expect(open.call(`http://${url}/silent`, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
});

test('nobody there is told as such', async () => {
  await expect(open.call('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'UNREACHABLE' });
});
