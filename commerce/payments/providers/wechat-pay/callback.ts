import type { z } from 'zod';
import { BadSignature, type OnlineProvider, type OpenAccount, type RawCallback, type Said, UnknownSigner } from '../../provider.js';
import { merchantOf, readKey } from './client.js';
import { shapes } from './shapes.js';
import { decrypt, type Encrypted, type Untrue, untruth } from './signature.js';
import { statementOf, statementOfRefund, type ToldRefund, type Transaction } from './transactions.js';

/** Longer than any id or type of WeChat's. */
const LONGEST_NAME = 255;

interface Notification {
  id: string;
  event_type: string;
  resource: Encrypted;
}

const WHY: Readonly<Record<Untrue, string>> = {
  MALFORMED: 'There is no signature of WeChat Pay: this door is for WeChat Pay alone',
  PROBE: 'This is a signature that WeChat Pay made wrong on purpose',
  TIME: 'It was signed more than five minutes ago, or in the future',
  UNKNOWN_KEY: 'It is signed with a key that the account does not have: give its public key with paymentAccountUpdate',
  SIGNATURE: 'The signature does not fit the body',
};

/** `now` in milliseconds. @throws {UnknownSigner} @throws {BadSignature} also for a signature that is more than five minutes old */
export function readCallback({ headers, body }: RawCallback, signing: readonly string[], now: number): { eventId: string; type: string } {
  const untrue = untruth(headers, body, signing.map(readKey), Math.floor(now / 1000));
  if (untrue === 'UNKNOWN_KEY') throw new UnknownSigner(WHY.UNKNOWN_KEY);
  if (untrue) throw new BadSignature(WHY[untrue]);
  const { id, event_type: type } = readNotification(body.toString('utf8'));
  return { eventId: id, type };
}

function readNotification(body: string): Notification {
  const told = parsed(body) as Partial<Notification> | null;
  if (!isName(told?.id) || !isName(told.event_type)) throw new BadSignature('This is no notification of WeChat Pay: it has no id or type');
  return told as Notification;
}

const isName = (text: unknown): text is string => typeof text === 'string' && text.length > 0 && text.length <= LONGEST_NAME;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** WeChat wants its answer within five seconds, and sends again what is refused. */
export const answers: OnlineProvider['answers'] = {
  taken: { status: 204, type: null, body: '' },
  refused: (status, message) => ({
    status,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify({ code: 'FAIL', message }),
  }),
};

/**
 * Null also for what has not the form of WeChat's, whoever signed it.
 * @throws {Error} where it does not open: the API v3 key was changed at WeChat and not here, so it is tried again
 */
export function interpret(body: string, account: OpenAccount): Said | null {
  const { event_type: type, resource } = JSON.parse(body) as Notification;
  if (!shapes.resource.safeParse(resource).success) return null;
  const open = () => parsed(decrypted(resource, account));
  if (type === 'TRANSACTION.SUCCESS') return saying(shapes.transaction, open(), (told: Transaction) => statementOf(told, account));
  if (type.startsWith('REFUND.')) return saying(shapes.refund, open(), (told: ToldRefund) => statementOfRefund(told, account));
  return null;
}

const saying = <Told>(shape: z.ZodType, told: unknown, statement: (told: Told) => Said | null): Said | null =>
  shape.safeParse(told).success ? statement(told as Told) : null;

function decrypted(resource: Encrypted, account: OpenAccount): string {
  const { mchid, apiV3Key } = merchantOf(account);
  try {
    return decrypt(resource, apiV3Key);
  } catch (cause) {
    throw new Error(`A callback of WeChat Pay does not open with the API v3 key of ${mchid}: give the new one with paymentAccountUpdate`, {
      cause,
    });
  }
}
