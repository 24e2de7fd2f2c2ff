import { randomUUID } from 'node:crypto';
import { seal } from './crypto.js';
import type { KeptEvent } from './kept.js';
import type { Memory } from './memory.js';
import { chinaTime } from './times.js';

/** Writes down that something happened, with what it is about as it is at this moment. Sending it is `Post`'s. */
export function happened({ memory }: { memory: Memory }, event: Omit<KeptEvent, 'id' | 'createdAt' | 'lies' | 'deliveries'>): KeptEvent {
  const kept = memory.shelves.events.put({ id: randomUUID(), createdAt: chinaTime(), lies: {}, deliveries: [], ...structuredClone(event) });
  memory.changed();
  return kept;
}

/** The bytes to sign and send. Encrypted anew each time: the event's id stays. */
export function payloadOf(event: KeptEvent, apiV3Key: string): string {
  const { id, createdAt, type, summary, about } = event;
  const resource = { original_type: about, ...seal(JSON.stringify(untrue(event)), apiV3Key, about) };
  return JSON.stringify({ id, create_time: createdAt, resource_type: 'encrypt-resource', event_type: type, summary, resource });
}

/** What the merchant reads once he has decrypted it. */
function untrue({ resource, lies, about }: KeptEvent): Record<string, unknown> {
  const told: Record<string, unknown> = { ...resource };
  const amount = { ...(resource.amount as Record<string, unknown>) };
  const partner = 'sp_mchid' in told;
  if (lies.amount !== undefined)
    for (const field of about === 'refund' ? ['refund', 'payer_refund'] : ['total', 'payer_total']) amount[field] = lies.amount;
  if (lies.currency !== undefined) amount.currency = lies.currency;
  if (lies.mchid !== undefined) told[partner ? 'sp_mchid' : 'mchid'] = lies.mchid;
  if (lies.subMchid !== undefined) told.sub_mchid = lies.subMchid;
  if (lies.appid !== undefined) told[partner ? 'sp_appid' : 'appid'] = lies.appid;
  if (lies.outTradeNo !== undefined) told.out_trade_no = lies.outTradeNo;
  if (lies.outRefundNo !== undefined) told.out_refund_no = lies.outRefundNo;
  if (lies.tradeState !== undefined) told.trade_state = lies.tradeState;
  return { ...told, amount };
}
