import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';

/**
 * Ranges that lead to ourselves, our neighbours, or nowhere. Source: IANA's special-purpose address registries (RFC 6890 and its
 * successors). IPv6 that carries an IPv4 address is judged by what it carries, or refused whole.
 */
const RANGES = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24',
  '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
  '::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64', '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48',
  '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
]; // biome-ignore format: a table

const blocked = new BlockList();
for (const range of RANGES) {
  const [address, bits] = range.split('/') as [string, string];
  blocked.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
}

/** Whether an address belongs to the public internet. IPv4 inside IPv6 (`::ffff:127.0.0.1`) is judged as the IPv4 that it is. */
export function isPublicAddress(address: string): boolean {
  const plain = address.split('%')[0]!;
  const version = isIP(plain);
  return version !== 0 && !blocked.check(plain, version === 6 ? 'ipv6' : 'ipv4');
}

/** Why a call was not made, or not finished. The message is for whoever gave the address. */
export class OutgoingError extends Error {
  constructor(
    readonly code: 'ADDRESS_REFUSED' | 'UNREACHABLE' | 'TIMED_OUT' | 'TOO_LARGE' | 'TOO_MANY_REDIRECTS',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OutgoingError';
  }
}

interface OutgoingCall {
  method?: 'GET' | 'POST' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** For all of it, the body read. */
  timeoutMs?: number;
  /** Of the answer's body. */
  maxBytes?: number;
  /** A body of which less arrives in so long is given up. */
  least?: { bytes: number; ms: number };
  /** So many redirects are followed, each checked like the address itself. For a GET that carries no secret: the headers go along. */
  redirects?: number;
}

interface OutgoingAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

interface OutgoingDownload extends Omit<OutgoingAnswer, 'body'> {
  body: AsyncGenerator<Buffer>;
}

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 64 * 1024;

/**
 * Calls addresses that strangers gave us. Every address is checked at the moment of connecting, so a name that resolves to another
 * one a second later leads nowhere; redirects are answers, followed only where the call says so; size and time are bounded.
 * `isAllowed` is there for deployments and tests that call their own network.
 */
export class Outgoing {
  readonly #agent: Agent;

  constructor(private readonly isAllowed: (address: string) => boolean = isPublicAddress) {
    this.#agent = new Agent({
      connections: 8,
      pipelining: 1,
      keepAliveTimeout: 4000,
      maxHeaderSize: 16_384,
      connect: { timeout: 5000, lookup: this.#lookup },
    });
  }

  /** @throws {OutgoingError} */
  async call(address: string, call: OutgoingCall = {}): Promise<OutgoingAnswer> {
    const { body, ...answer } = await this.download(address, call);
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    return { ...answer, body: Buffer.concat(parts) };
  }

  /**
   * The same, its body as it comes: for what is too large to be held. It is read to its end, or given up by leaving the loop over it.
   * @throws {OutgoingError} here, and while the body is read
   */
  async download(address: string, call: OutgoingCall = {}): Promise<OutgoingDownload> {
    const { method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS, maxBytes = MOST_BYTES, least, redirects = 0 } = call;
    const tooSlow = new AbortController();
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), tooSlow.signal]);
    let url = this.#checked(address);
    try {
      for (let left = redirects; ; left -= 1) {
        const answer = await request(url, { dispatcher: this.#agent, method, headers, body: body ?? null, signal });
        const next = redirects > 0 ? leadsTo(answer, url) : null;
        if (!next) {
          refuseAnnounced(answer, maxBytes);
          return { status: answer.statusCode, headers: answer.headers, body: bodyOf(answer, { maxBytes, least, tooSlow, signal, url }) };
        }
        answer.body.on('error', () => {}).destroy();
        if (left === 0) throw new OutgoingError('TOO_MANY_REDIRECTS', `${url.host} sends on and on: give the address it ends at`);
        url = this.#checked(next);
      }
    } catch (error) {
      throw told(error, signal.aborted, url);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  #checked(address: string): URL {
    const refuse = (why: string) => new OutgoingError('ADDRESS_REFUSED', `${why}: give an http or https address on the public internet`);
    if (!URL.canParse(address)) throw refuse('This is no address');
    const url = new URL(address); // writes octal, hexadecimal and short IPv4 out as four numbers
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse(`${url.protocol} is not called`);
    if (url.username || url.password) throw refuse('An address with a user name or password is not called');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // No name is looked up for a literal address: it is checked here.
    if (isIP(host) && !this.isAllowed(host)) throw refuse(`${host} is not public`);
    return url;
  }

  readonly #lookup: LookupFunction = (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const allowed = addresses.filter(({ address }) => this.isAllowed(address));
      const [first] = allowed;
      if (!first) return done(new OutgoingError('ADDRESS_REFUSED', `${hostname} does not lead to the public internet`), '', 0);
      if (options.all) return done(null, allowed);
      done(null, first.address, first.family);
    });
  };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where an answer sends the caller on to; null for one that is the answer itself. */
function leadsTo({ statusCode, headers }: Dispatcher.ResponseData, url: URL): string | null {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode) || typeof location !== 'string') return null;
  return URL.canParse(location, url.href) ? new URL(location, url).href : location;
}

const tooLarge = (maxBytes: number) => new OutgoingError('TOO_LARGE', `The answer is larger than ${maxBytes} bytes`);

function refuseAnnounced({ headers, body }: Dispatcher.ResponseData, maxBytes: number): void {
  if (!(Number(headers['content-length']) > maxBytes)) return;
  body.on('error', () => {}).destroy();
  throw tooLarge(maxBytes);
}

interface Reading {
  maxBytes: number;
  least: OutgoingCall['least'];
  /** Aborts the call. */
  tooSlow: AbortController;
  signal: AbortSignal;
  url: URL;
}

async function* bodyOf({ body }: Dispatcher.ResponseData, { maxBytes, least, tooSlow, signal, url }: Reading): AsyncGenerator<Buffer> {
  let size = 0;
  let before = 0;
  const look = () => {
    if (size - before < least!.bytes) tooSlow.abort();
    before = size;
  };
  const looking = least ? setInterval(look, least.ms) : undefined;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      yield part;
    }
  } catch (error) {
    if (tooSlow.signal.aborted) throw new OutgoingError('TIMED_OUT', `${url.host} sends too slowly`, { cause: error });
    throw told(error, signal.aborted, url);
  } finally {
    clearInterval(looking);
    body.on('error', () => {}).destroy();
  }
}

function told(error: unknown, timedOut: boolean, url: URL): OutgoingError {
  if (error instanceof OutgoingError) return error;
  const cause = (error as { cause?: unknown }).cause;
  if (cause instanceof OutgoingError) return cause;
  if (timedOut) return new OutgoingError('TIMED_OUT', `${url.host} did not answer in time`, { cause: error });
  return new OutgoingError('UNREACHABLE', `${url.host} could not be reached`, { cause: error });
}
