import { type ClientSession, Types } from 'mongoose';
import { config } from '#platform/config.js';
import type { Person } from './agency.model.js';
import { type PersonMail, type PersonMailFacts, type PersonMailKind, personMailId, personMails } from './person-mail.model.js';
import { openPersonSecret, sealPersonSecret } from './secrets.js';

const DAY_MS = 86_400_000;
/** Without a link nothing ends with it. */
const KEPT_MS = 30 * DAY_MS;

interface Wanted {
  kind: PersonMailKind;
  effect: string;
  recipient: string | null;
  locale: string;
  facts: PersonMailFacts;
  link?: { token: string; lastsMs: number } | undefined;
}

/**
 * How a mail addresses its reader. Until somebody has shown that he reads what is sent to the address, whoever typed it chose the name too:
 * it would carry his words, or a link of his, to a stranger. So nobody is greeted by name before.
 */
export const greeting = ({ name, emailConfirmedAt }: Person): PersonMailFacts => (emailConfirmedAt ? { name } : {});

/** In the transaction of what it tells. */
export async function writePersonMail(session: ClientSession, { link, ...wanted }: Wanted): Promise<void> {
  const _id = new Types.ObjectId();
  const now = new Date();
  await personMails.documents().insertOne(
    {
      _id,
      ...wanted,
      token: link ? sealPersonSecret(_id, 'link', link.token) : null,
      state: 'PENDING',
      attempts: 0,
      error: null,
      nextAttemptAt: now,
      sentAt: null,
      createdAt: now,
      expiresAt: new Date(now.getTime() + (link?.lastsMs ?? KEPT_MS)),
    },
    { session },
  );
}

/** The token of the mail's link; null where it has none, or was sent. @throws {Error} when SECRET_KEYS no longer holds its key */
export const linkTokenOf = ({ _id, token }: PersonMail): string | null => (token ? openPersonSecret(_id, 'link', token) : null);

/**
 * The mails that are due, each marked as SENDING before anybody calls the mail server: whoever dies in the call leaves that behind, and
 * after `HANDED_SECONDS` another repeats it under the same Message-ID.
 */
export async function claimDueMails(most: number): Promise<PersonMail[]> {
  const now = new Date();
  const due = { state: { $in: ['PENDING', 'SENDING'] as const }, nextAttemptAt: { $lte: now }, expiresAt: { $gt: now } };
  const found = await personMails
    .documents()
    .find(due as never, { sort: { nextAttemptAt: 1 }, limit: most, projection: { effect: 1, nextAttemptAt: 1 } })
    .toArray();
  const claimed: PersonMail[] = [];
  for (const { effect, nextAttemptAt } of found) {
    const mine = await personMails
      .documents()
      .findOneAndUpdate(
        { effect, nextAttemptAt, state: { $in: ['PENDING', 'SENDING'] } },
        { $set: { state: 'SENDING', nextAttemptAt: new Date(Date.now() + config().HANDED_SECONDS * 1000) }, $inc: { attempts: 1 } },
        { returnDocument: 'after' },
      );
    if (mine) claimed.push(mine as PersonMail);
  }
  return claimed;
}

const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 30_000;
const LONGEST_ERROR = 300;

/** How a call to the mail server ended. */
export type MailOutcome = { state: 'SENT' } | { state: 'KEPT' } | { state: 'FAILED'; error: string; forGood: boolean };

/** Writes down how sending ended, unless somebody else has taken the mail over meanwhile. */
export async function endSending({ effect, nextAttemptAt, attempts }: PersonMail, outcome: MailOutcome): Promise<void> {
  const claimed = { effect, nextAttemptAt, state: 'SENDING' as const };
  await personMails.documents().updateOne(claimed, { $set: changeFor(outcome, attempts) });
}

function changeFor(outcome: MailOutcome, attempts: number): Partial<PersonMail> {
  switch (outcome.state) {
    case 'SENT':
      return { state: 'SENT', sentAt: new Date(), error: null, token: null };
    case 'KEPT':
      return { state: 'KEPT', error: null };
    case 'FAILED': {
      const over = outcome.forGood || attempts >= MOST_ATTEMPTS;
      const nextAttemptAt = new Date(Date.now() + FIRST_WAIT_MS * 2 ** (attempts - 1));
      return { state: over ? 'FAILED' : 'PENDING', nextAttemptAt, error: outcome.error.slice(0, LONGEST_ERROR) };
    }
  }
}

/** Nobody has the address: nothing is sent, and nothing remembers that it was asked for. */
export const dropMail = async ({ effect }: PersonMail): Promise<void> => void (await personMails.documents().deleteOne({ effect }));

const MOST_LISTED = 200;

/** The newest first, for an operator. */
export const listPersonMails = (): Promise<PersonMail[]> =>
  personMails
    .documents()
    .find({ recipient: { $ne: null } }, { sort: { _id: -1 }, limit: MOST_LISTED })
    .toArray() as Promise<PersonMail[]>;

/** Sends one that failed, or was kept while there was no mail server, once more. False where there is none such. */
export async function retryPersonMail(id: string): Promise<boolean> {
  if (!personMailId.matches(id)) return false;
  const waiting = { state: 'PENDING', attempts: 0, error: null, nextAttemptAt: new Date() } as const;
  const { matchedCount } = await personMails
    .documents()
    .updateOne({ _id: personMailId.decode(id), state: { $in: ['FAILED', 'KEPT'] } }, { $set: waiting });
  return matchedCount === 1;
}
