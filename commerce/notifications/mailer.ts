import type { Transporter } from 'nodemailer';
import { config } from '#platform/config.js';

/** Milliseconds. A call ends well within the time after which another process may repeat it. */
const LIMITS = { connectionTimeout: '10000', greetingTimeout: '10000', socketTimeout: '20000', dnsTimeout: '5000' };

/** A mail as the mail server takes it. */
interface Outgoing {
  recipient: string;
  subject: string;
  html: string;
  text: string;
  /** The same for every attempt: a mail that arrives twice is known as one. */
  messageId: string;
}

let transport: Promise<Transporter> | undefined;

/** nodemailer is loaded with the first mail: processes that send none do without its 14 MB. */
function mailServer(address: string): Promise<Transporter> {
  const url = new URL(address);
  const settings = { pool: 'true', maxConnections: '5', ...LIMITS };
  for (const [name, value] of Object.entries(settings)) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  transport ??= import('nodemailer').then(({ createTransport }) => createTransport(url.href));
  return transport;
}

/** False where no mail server is configured. @throws what the mail server answered */
export async function sendMail(mail: Outgoing): Promise<boolean> {
  const { SMTP_URL, MAIL_FROM } = config();
  if (!SMTP_URL) return false;
  const { recipient, subject, html, text, messageId } = mail;
  const server = await mailServer(SMTP_URL);
  await server.sendMail({
    from: MAIL_FROM,
    // An address, never a list or a name: what a shopper typed adds no recipient.
    to: { name: '', address: recipient },
    subject,
    html,
    text,
    messageId,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return true;
}

/** Mails carry the domain of their sender. */
export const mailDomain = (): string => /@([^\s<>@]+)>?\s*$/.exec(config().MAIL_FROM)?.[1] ?? 'localhost';

/** The mail server refused this mail for good: another attempt would end alike. Source: RFC 5321, 4.2.1. */
export const isRefusal = (error: unknown): boolean => {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  return code !== 'EAUTH' && responseCode !== undefined && responseCode >= 500;
};

/** Closes the connections to the mail server. */
export function closeMailer(): void {
  void transport?.then((open) => open.close());
  transport = undefined;
}
