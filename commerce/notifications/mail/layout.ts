import Handlebars from 'handlebars';

/** One mail, ready to be laid out: everything in it is text. */
export interface Letter {
  locale: string;
  shop: string;
  subject: string;
  heading: string;
  paragraphs: readonly string[];
  /** What the reader can do now. */
  action: { label: string; url: string } | null;
  /** Over what was bought: which order that is, and when it was placed. */
  caption: string;
  /** What was bought. */
  lines: readonly { title: string; detail: string; amount: string }[];
  sums: readonly { label: string; amount: string; strong: boolean }[];
  address: { label: string; lines: readonly string[] } | null;
  footer: string;
}

/** Handlebars escapes everything between its braces. Tables and inline styles, since that is what mail programs show alike. */
const page = Handlebars.compile<Letter>(
  `<!doctype html>
<html lang="{{locale}}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{subject}}</title></head>
<body style="margin:0;background:#f4f4f2;font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;color:#222">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fff;border-radius:8px">
<tr><td style="padding:24px 28px 0;font-size:14px;color:#777">{{shop}}</td></tr>
<tr><td style="padding:8px 28px 0;font-size:22px;font-weight:600">{{heading}}</td></tr>
{{#each paragraphs}}<tr><td style="padding:14px 28px 0;font-size:15px;line-height:1.6">{{this}}</td></tr>
{{/each}}{{#if action}}<tr><td style="padding:22px 28px 0"><a href="{{action.url}}" style="display:inline-block;padding:11px 20px;border-radius:6px;background:#14634f;color:#fff;font-size:15px;text-decoration:none">{{action.label}}</a></td></tr>
<tr><td style="padding:14px 28px 0;font-size:12px;line-height:1.5;color:#777;word-break:break-all">{{action.url}}</td></tr>
{{/if}}{{#if lines}}<tr><td style="padding:20px 28px 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:1.5">
<tr><td colspan="2" style="padding:0 0 8px;color:#777">{{caption}}</td></tr>
{{#each lines}}<tr><td style="padding:8px 0;border-top:1px solid #eee">{{title}}<br><span style="color:#777">{{detail}}</span></td><td align="right" valign="top" style="padding:8px 0;border-top:1px solid #eee;white-space:nowrap">{{amount}}</td></tr>
{{/each}}{{#each sums}}<tr><td style="padding:6px 0;border-top:1px solid #eee;{{#if strong}}font-weight:600{{else}}color:#777{{/if}}">{{label}}</td><td align="right" style="padding:6px 0;border-top:1px solid #eee;white-space:nowrap;{{#if strong}}font-weight:600{{/if}}">{{amount}}</td></tr>
{{/each}}</table></td></tr>
{{/if}}{{#if address}}<tr><td style="padding:20px 28px 0;font-size:14px;line-height:1.6"><span style="color:#777">{{address.label}}</span>{{#each address.lines}}<br>{{this}}{{/each}}</td></tr>
{{/if}}<tr><td style="padding:28px;font-size:12px;color:#999">{{footer}}</td></tr>
</table></td></tr></table>
</body></html>
`,
  { strict: true },
);

/** A mail's two bodies. */
export const layOut = (letter: Letter): { html: string; text: string } => ({ html: page(letter), text: plain(letter) });

function plain({ heading, paragraphs, action, caption, lines, sums, address, footer }: Letter): string {
  const parts = [
    heading,
    ...paragraphs,
    action ? `${action.label}: ${action.url}` : '',
    lines.length > 0 ? [caption, ...lines.map(({ title, detail, amount }) => `${title} · ${detail}  ${amount}`)].join('\n') : '',
    sums.map(({ label, amount }) => `${label}: ${amount}`).join('\n'),
    address ? [address.label, ...address.lines].join('\n') : '',
    `-- \n${footer}`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
