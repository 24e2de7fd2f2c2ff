import { config } from '#platform/config.js';
import { log } from '#platform/log.js';
import { claimDueMails, dropMail, endSending, linkTokenOf, type PersonMail, type PersonMailKind, personMailId } from '#tenants/index.js';
import { layOut } from '../mail/layout.js';
import type { Mail } from '../mail/write.js';
import { isRefusal, mailDomain, sendMail } from '../mailer.js';
import { personLanguage } from './person-words.js';

/** Where a mail's link leads, below PUBLIC_URL. The token stands behind the #: no server or proxy ever sees it in an address. */
const PAGES: Readonly<Partial<Record<PersonMailKind, string>>> = {
  EMAIL_CONFIRMATION: '/admin/confirm',
  EMAIL_CHANGE: '/admin/email',
  EMAIL_CHANGED: '/admin/email/undo',
  PASSWORD_RESET: '/admin/reset',
  INVITATION: '/admin/invitation',
};

/** A mail in its reader's language. One that was sent has lost its link. @throws {Error} when SECRET_KEYS no longer holds its key */
export function readPersonMail(mail: PersonMail): Mail {
  const language = personLanguage(mail.locale);
  const { subject, paragraphs, action } = language.mails[mail.kind](mail.facts);
  const [page, token] = [PAGES[mail.kind], linkTokenOf(mail)];
  const letter = {
    locale: mail.locale,
    shop: '铺坊 Shopyard',
    subject,
    heading: subject,
    paragraphs,
    action: page && token ? { label: action, url: `${config().publicUrl}${page}#token=${token}` } : null,
    caption: '',
    lines: [],
    sums: [],
    address: null,
    footer: language.footer,
  };
  // A subject is one line: a name must not begin a header of its own.
  return { locale: mail.locale, subject: subject.replace(/\s+/g, ' ').slice(0, 200), ...layOut(letter) };
}

const AT_ONCE = 20;

/** Sends what is due. Where no mail server is configured mails are kept, for an operator to read. Answers how many there were. */
export async function sendPersonMails(): Promise<number> {
  const due = await claimDueMails(AT_ONCE);
  await Promise.all(due.map(send));
  return due.length;
}

async function send(mail: PersonMail): Promise<void> {
  if (mail.recipient === null) return dropMail(mail);
  try {
    const { subject, html, text } = readPersonMail(mail);
    const messageId = `<${personMailId.encode(mail._id)}@${mailDomain()}>`;
    const isSent = await sendMail({ recipient: mail.recipient, subject, html, text, messageId });
    await endSending(mail, { state: isSent ? 'SENT' : 'KEPT' });
  } catch (err) {
    // Not the answer itself: it may name the address.
    const { code, responseCode } = err as { code?: string; responseCode?: number };
    const { kind, attempts } = mail;
    log.warn({ mail: personMailId.encode(mail._id), kind, attempts, code, responseCode }, 'a mail to a person was not sent');
    await endSending(mail, { state: 'FAILED', error: err instanceof Error ? err.message : String(err), forGood: isRefusal(err) });
  }
}
