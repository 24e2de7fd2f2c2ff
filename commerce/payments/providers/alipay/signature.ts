import { sign, verify } from 'node:crypto';
import { publicKeyFrom } from '#platform/crypto.js';

/** SHA256-RSA, which Alipay calls RSA2. Its older RSA (SHA-1) is taken from nobody, whatever a sender's `sign_type` asks for. */
const DIGEST = 'RSA-SHA256';
export const SIGN_TYPE = 'RSA2';

export type Params = Readonly<Record<string, string>>;

/** `a=1&b=2`, sorted by name, values as they are. Source: opendocs.alipay.com/common/02kf5q. */
const signedText = (params: Params, ...without: readonly string[]): string =>
  Object.keys(params)
    .filter((name) => !without.includes(name))
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');

/** The `sign` of a request's parameters. `privateKey`: the application's, PEM. Empty values must not be sent. */
export const signRequest = (params: Params, privateKey: string): string =>
  sign(DIGEST, Buffer.from(signedText(params, 'sign')), privateKey).toString('base64');

/** Whether a text was signed by the holder of a key. `publicKey`: PEM. */
export const isSigned = (text: string, signature: string, publicKey: string): boolean =>
  verify(DIGEST, Buffer.from(text), publicKeyFrom(publicKey), Buffer.from(signature, 'base64'));

/**
 * Whether Alipay sent a notification. Most leave `sign_type` out of what is signed, some keep it: both are tried. Values URL-decoded
 * once. Source: opendocs.alipay.com/common/02mse7.
 */
export function isNotificationSigned(params: Params, publicKey: string): boolean {
  const { sign: signature, sign_type = SIGN_TYPE } = params;
  if (!signature || sign_type !== SIGN_TYPE) return false;
  return (
    isSigned(signedText(params, 'sign', 'sign_type'), signature, publicKey) ||
    isSigned(signedText({ ...params, sign_type }, 'sign'), signature, publicKey)
  );
}

/**
 * The part of an answer that is signed, as it came: `{"<method>_response":{…},"sign":"…"}`. Null where it has no such part.
 * Source: opendocs.alipay.com/common/02mse7.
 */
export function signedPart(answer: string, method: string): { text: string; signature: string | null } | null {
  const members = membersOf(answer);
  const text = members.get(`${method.replaceAll('.', '_')}_response`) ?? members.get('error_response');
  const signature: unknown = JSON.parse(members.get('sign') ?? 'null');
  return text === undefined ? null : { text, signature: typeof signature === 'string' ? signature : null };
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/** The members of a JSON object as text: a signature is over bytes, not over what they mean. @throws {SyntaxError} for no JSON */
export function membersOf(json: string): Map<string, string> {
  JSON.parse(json);
  const members = new Map<string, string>();
  let [depth, from, last] = [0, 0, ''];
  let name: string | null = null;
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (depth === 1 && name !== null && (token === ',' || token === '}')) {
      members.set(name, json.slice(from, index).trim());
      name = null;
    } else if (depth === 1 && name === null && token === ':') {
      name = JSON.parse(last) as string;
      from = index + 1;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token.startsWith('"')) last = token;
  }
  return members;
}
