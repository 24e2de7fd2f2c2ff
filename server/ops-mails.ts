import type { RequestHandler } from 'express';
import { readPersonMail } from '#commerce/notifications/index.js';
import { config } from '#platform/config.js';
import { listPersonMails, type PersonMail, personMailId } from '#tenants/index.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The newest mails to people about their accounts. Where no mail server is configured, here is where their links are. */
export const mailsPage: RequestHandler = async (_request, response) => {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.type('html').send(page(await listPersonMails()));
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** Its links can be followed: they are ours alone, since what people type is text without addresses of this form. */
const linked = (text: string): string => {
  const ours = escaped(config().publicUrl).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return escaped(text).replace(new RegExp(`${ours}/admin/[a-z]+#token=[\\w-]+`, 'g'), (url) => `<a href="${url}">${url}</a>`);
};

function bodyOf(mail: PersonMail): string {
  try {
    const { subject, text } = readPersonMail(mail);
    return `<details><summary>${escaped(subject)}</summary><pre lang="${mail.locale}">${linked(text)}</pre></details>`;
  } catch {
    return 'Sealed under a key that SECRET_KEYS no longer holds';
  }
}

const row = (mail: PersonMail): string => `<tr>
<td><time datetime="${mail.createdAt.toISOString()}">${mail.createdAt.toISOString().slice(0, 16).replace('T', ' ')}</time></td>
<td>${escaped(mail.recipient ?? '')}</td>
<td>${mail.state}${mail.error ? `<br><small>${escaped(mail.error)}</small>` : ''}<br><small><code>${personMailId.encode(mail._id)}</code></small></td>
<td>${bodyOf(mail)}</td>
</tr>`;

const page = (mails: readonly PersonMail[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails to people · Shopyard</title>
<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 15%, Canvas); --soft: color-mix(in srgb, CanvasText 65%, Canvas); }
body { font: 15px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0; } .soft, small { color: var(--soft); }
table { border-collapse: collapse; width: 100%; margin-top: 1.25rem; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 550; } time { white-space: nowrap; font-variant-numeric: tabular-nums; } summary { cursor: pointer; }
pre { white-space: pre-wrap; font: inherit; margin: .5rem 0 0; }
@media (max-width: 48rem) { thead { display: none; } th, td { display: block; border: 0; padding: .1rem 0; } tr { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line); } }
</style>
</head>
<body>
<h1>Mails to people</h1>
<p class="soft">About their own accounts: the newest first, as long as their links are good. ${
  config().SMTP_URL
    ? 'A mail that was sent has lost its link.'
    : 'No mail server is configured (<code>SMTP_URL</code>): open a mail to read it and to follow its link.'
} One that was KEPT or FAILED is sent again by
<code>curl -X POST -H "Authorization: Bearer $OPERATOR_TOKEN" ${escaped(config().publicUrl)}/ops/mails/&lt;id&gt;/retry</code>.</p>
${
  mails.length === 0
    ? '<p>There is none.</p>'
    : `<table><thead><tr><th scope="col">Written (UTC)</th><th scope="col">To</th><th scope="col">State</th><th scope="col">Mail</th></tr></thead>
<tbody>${mails.map(row).join('\n')}</tbody></table>`
}
</body>
</html>`;
