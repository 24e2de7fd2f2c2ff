import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newKeyPair } from '#sandboxes/alipay/signing.js';

/** To make an RSA key takes as long as many a test: the whole run has these few. */
const POOL = 12;
let taken = 0;

/** A private key in PEM. Within a test file each is another, until all have had their turn. */
export async function aPrivateKey(): Promise<string> {
  const file = join(process.env.TEST_FOLDER!, `rsa-${taken++ % POOL}.pem`);
  const made = await readFile(file, 'utf8').catch(() => null);
  if (made) return made;
  const { privateKey } = await newKeyPair();
  // Other workers read it whole or not at all.
  await writeFile(`${file}.${process.pid}`, privateKey);
  await rename(`${file}.${process.pid}`, file);
  return privateKey;
}
