import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

interface CaughtMail {
  messageId: string;
  recipients: string[];
  /** Head and body as they came. */
  raw: string;
}

export interface MailServer {
  /** For SMTP_URL. */
  url: string;
  readonly caught: readonly CaughtMail[];
  /** Those to an address that holds this text. */
  to(recipient: string): CaughtMail[];
  /** From now on answers so to every mail; null: takes them. */
  refuse(answer: { code: number; message: string } | null): void;
  close(): Promise<void>;
}

/** A real mail server that keeps what it is given. */
export async function collectMails(): Promise<MailServer> {
  const caught: CaughtMail[] = [];
  let refusal: { code: number; message: string } | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      text(stream).then((raw) => {
        if (refusal) return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
        const messageId = /^message-id: *(\S+)/im.exec(raw)?.[1] ?? '';
        caught.push({ messageId, recipients: envelope.rcptTo.map(({ address }) => address), raw });
        done();
      }, done);
    },
  });
  server.on('error', () => {}); // a client that was killed
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    caught,
    to: (recipient) => caught.filter(({ recipients }) => recipients.some((address) => address.includes(recipient))),
    refuse: (answer) => {
      refusal = answer;
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
