import { Agent, request } from 'undici';
import { type BillLine, type OpenAccount, ProviderError } from '../../provider.js';
import { fromBeijingTime } from './amounts.js';
import { readBills } from './bill-file.js';
import { call, callerOf, gatewayOf, Refusal } from './client.js';

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;
const agent = new Agent({ connections: 4, keepAliveTimeout: 1000, connect: { timeout: 5000 }, maxResponseSize: MOST_BYTES });

/** A day's bills are ready at nine in the morning after it, now and then later. From noon on, none means that nothing happened. */
const READY_AFTER_MS = 36 * 3600_000;

/** `trade`: what buyers paid and got back. `signcustomer`: every movement of the merchant's balance. */
const BILLS = ['trade', 'signcustomer'] as const;

/** One day of Beijing's calendar, `2026-11-25`; null: its bills are not made yet. @throws {ProviderError} */
export async function bill(account: OpenAccount, day: string): Promise<AsyncIterable<BillLine> | null> {
  const files: Buffer[] = [];
  for (const type of BILLS) {
    const address = await addressOf(account, type, day);
    if (address) files.push(await download(address, account));
  }
  const made = files.length > 0 || Date.now() > fromBeijingTime(`${day} 00:00:00`).getTime() + READY_AFTER_MS;
  return made ? readBills(files) : null;
}

const NOT_THERE = /^(isp\.)?bill_not_exist$/i;

async function addressOf(account: OpenAccount, type: (typeof BILLS)[number], day: string): Promise<string | null> {
  try {
    const content = { bill_type: type, bill_date: day };
    const { bill_download_url } = await call(callerOf(account), 'alipay.data.dataservice.bill.downloadurl.query', content);
    return String(bill_download_url);
  } catch (error) {
    if (error instanceof Refusal && NOT_THERE.test(error.subCode)) return null;
    throw error;
  }
}

/** @throws {ProviderError} */
async function download(address: string, { mode }: OpenAccount): Promise<Buffer> {
  const url = fileAddress(address, new URL(gatewayOf(mode)));
  try {
    const answer = await request(url, { dispatcher: agent, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode === 200) return body;
  } catch {
    // told below: the address holds a key to the file
  }
  throw unreadable();
}

/** Alipay names its files' host by plain http, and has them by https too. Nothing is fetched from anywhere else. */
function fileAddress(address: string, gateway: URL): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.origin === gateway.origin) return url;
  if (!url || !/\.(alipay|alipaydev)\.com$/.test(url.hostname)) throw unreadable();
  url.protocol = 'https:';
  return url;
}

const unreadable = () => new ProviderError('PROVIDER_UNAVAILABLE', 'Alipay does not hand out the bill for the moment: try again', false);
