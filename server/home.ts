import type { RequestHandler } from 'express';
import { config } from '#platform/config.js';
import { partsOf, type State } from '#platform/parts.js';
import { NEWEST } from './graphql/versions.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The first page: the doors, the state of the parts, a first query. No script, no outside address. */
export const home = (): RequestHandler => async (_request, response) => {
  response.setHeader('Content-Security-Policy', POLICY);
  response.type('html').send(page(await partsOf()));
};

const DOORS = [
  ['/admin', 'Admin', 'where agencies and merchants work: sign up, or in with what <code>bin/start</code> printed'],
  ['/graphql/admin', 'Admin API', 'agencies, merchants and their apps; in a browser, GraphiQL'],
  ['/graphql/shop', 'Shop API', 'shoppers; the shop is named by the header Shopyard-Shop; in a browser, GraphiQL'],
  ['/callbacks/{provider}/{account}', 'Callbacks', 'where payment providers report'],
  ['/uploads/{upload}', 'Uploads', 'PUT a file to the address that uploadCreate answers'],
  ['/exports/{shop}/{format}', 'Exports', 'GET a catalog from the address that catalogExport answers'],
  ['/statements/{owner}/{format}', 'Statements', 'GET a statement from the address that statementUrl answers'],
  ['/media/{agency}/{picture}/{size}', 'Pictures', 'of products, in the sizes that shops show'],
  ['/healthz', 'Health', 'the process is up'],
  ['/readyz', 'Readiness', 'the servers behind it answer'],
  ['/metrics', 'Metrics', 'Prometheus, with the operator token'],
  ['/ops/queues', 'Queues', 'what the workers do, with the operator token'],
  ['/ops/mails', 'Mails', 'to people about their accounts, readable where no mail server is configured, with the operator token'],
] as const;

const line = (path: string, name: string, what: string) =>
  `<tr><th scope="row">${path.includes('{') ? `<code>${path}</code>` : `<a href="${path}"><code>${path}</code></a>`}</th><td>${name}</td><td>${what}</td></tr>`;

const part = (name: string, state: State) =>
  `<li><span class="dot ${state}" aria-hidden="true"></span>${name}: <strong>${state}</strong></li>`;

/** How a newcomer pays: test shops take every provider's sandbox, and nobody needs an account. */
const paying = () => `<h2 id="pay">Pay an order with each provider</h2>
<p class="soft">Each test shop takes cash and the sandboxes of WeChat Pay, Alipay and Stripe; no account is needed. In
<a href="/graphql/shop">GraphiQL</a>, under Headers, name one of the shops that <code>bin/start</code> printed:
<code>{"Shopyard-Shop": "&lt;shop&gt;"}</code>. Then one after another, each with what the one before it answered:</p>
<pre>{ products(first: 3) { nodes { title variants(first: 1) { nodes { id } } } } }

mutation { cartCreate(input: { lines: [{ variant: "&lt;id&gt;", quantity: 1 }] }) { cart { token } } }

mutation { checkoutComplete(cart: "&lt;token&gt;", input: {
  email: "you@example.com"
  shippingAddress: { country: "CN", name: "Lin", phone: "13800000000", province: "浙江省", city: "杭州市", line1: "1" }
}) { order { number token paymentMethods { provider method title } } userErrors { message } } }

mutation { paymentStart(order: "&lt;token&gt;", input: { provider: WECHAT_PAY, returnUrl: "${config().publicUrl}/" }) {
  payment { action { ... on QrCodeAction { content } ... on RedirectAction { url } ... on NoAction { instructions } } }
  userErrors { message }
} }

{ order(token: "&lt;token&gt;") { paymentStatus payments(first: 5) { nodes { provider method status } } } }</pre>
<p class="soft">Open the <code>content</code> or <code>url</code> in a browser and press Pay: the provider's signed callback makes the order
paid. <code>ALIPAY</code>, <code>STRIPE</code> and <code>MANUAL</code> go in the same place. WeChat Pay and Alipay take CNY alone.</p>`;

const page = ({ mongo, redis }: { mongo: State; redis: State }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shopyard 铺坊</title>
<style>
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 15%, Canvas); --soft: color-mix(in srgb, CanvasText 65%, Canvas); }
body { font: 16px/1.55 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; max-width: 52rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.9rem; margin: 0 0 .25rem; } h1 small { font-weight: 400; color: var(--soft); }
h2 { font-size: 1.05rem; margin: 2.25rem 0 .5rem; }
p { margin: .25rem 0; } .soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
code, pre { font: .875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { border: 1px solid var(--line); border-radius: .5rem; padding: .9rem 1rem; overflow-x: auto; }
ul { list-style: none; padding: 0; margin: 0; display: flex; gap: 1.5rem; flex-wrap: wrap; }
.dot { display: inline-block; width: .6rem; height: .6rem; border-radius: 50%; margin-right: .5rem; background: #c33; } .dot.up { background: #2a8; }
@media (max-width: 40rem) { th, td { display: block; border: 0; padding: 0; } tr { display: block; padding: .45rem 0; border-bottom: 1px solid var(--line); } td:nth-child(2) { display: none; } }
code { overflow-wrap: anywhere; } pre code { overflow-wrap: normal; }
</style>
</head>
<body>
<h1>Shopyard <small lang="zh">铺坊</small></h1>
<p class="soft">Agencies open, stock and run very many small shops. API version ${NEWEST}.</p>
<h2>Parts</h2>
<ul>${part('Server', 'up')}${part('MongoDB', mongo)}${part('Redis', redis)}</ul>
<h2>Doors</h2>
<table>${DOORS.map(([path, name, what]) => line(path, name, what)).join('')}</table>
<h2>A first query</h2>
<p class="soft">With the token that <code>bin/start</code> printed:</p>
<pre>curl ${config().publicUrl}/graphql/admin \\
  -H 'Content-Type: application/json' \\
  -H 'Authorization: Bearer &lt;token&gt;' \\
  -d '{"query":"{ agency { name shops(first: 10) { nodes { id name handle } } } }"}'</pre>
${config().NODE_ENV === 'production' ? '' : paying()}
</body>
</html>`;
