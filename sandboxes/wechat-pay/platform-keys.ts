import { certificateOf } from './certificate.js';
import { digits, hex, type KeyPair, newKeyPair, openField, random, sign, told } from './crypto.js';
import type { KeptKey, KeptMerchant } from './kept.js';
import type { Memory } from './memory.js';
import { chinaTime, now } from './times.js';

/** How an answer or a callback is signed otherwise than it should be. */
export interface Forgery {
  /** Under a key that nobody knows. */
  wrong?: boolean | undefined;
  /** Says that this one signed. */
  serial?: string | undefined;
  /** Unix seconds. */
  timestamp?: number | undefined;
  with?: 'PUBLIC_KEY' | 'CERTIFICATE' | undefined;
}

const FIVE_YEARS_MS = 5 * 365 * 24 * 3600 * 1000;

/** The platform's own keys: one public key, and certificates that are changed for new ones. Made once, and kept with the memory. */
export class PlatformKeys {
  #foreign: KeyPair | undefined;

  private constructor(readonly memory: Memory) {}

  /** Makes what is not there yet. */
  static async open(memory: Memory): Promise<PlatformKeys> {
    const keys = new PlatformKeys(memory);
    if (!keys.#one('public')) await keys.#make('public');
    if (!keys.#one('certificate')) await keys.#make('certificate');
    return keys;
  }

  /** The key pair that every test merchant signs with who brings none: making one takes longer than all the rest. */
  async ofMerchants(): Promise<KeyPair> {
    return this.#one('merchant') ?? (await this.#make('merchant'));
  }

  get publicKey(): string {
    return this.#one('public')!.publicKey;
  }

  /** Those that are valid now, the newest first: two while a rotation lasts. */
  certificates(): KeptKey[] {
    return this.memory.shelves.keys.newestFirst().filter(({ kind }) => kind === 'certificate');
  }

  /** Makes a new certificate beside the older ones. It signs from now on. */
  async rotate(): Promise<KeptKey> {
    return this.#make('certificate');
  }

  /** Ends a rotation: the newest certificate stays alone. */
  retire(): void {
    for (const { id } of this.certificates().slice(1)) this.memory.shelves.keys.remove(id);
    this.memory.changed();
  }

  /** The four headers under which `body` is told to a merchant; `asked`: the serial that its request named. */
  async headers(merchant: KeptMerchant, body: string, forged: Forgery = {}, asked: string | null = null): Promise<Record<string, string>> {
    const { privateKey, serial } = this.#signer(merchant, forged.with, asked);
    const timestamp = forged.timestamp ?? now();
    const nonce = random(32);
    const key = forged.wrong ? await this.#unknown() : privateKey;
    return {
      'wechatpay-timestamp': String(timestamp),
      'wechatpay-nonce': nonce,
      'wechatpay-serial': forged.serial ?? serial,
      'wechatpay-signature': sign(told(timestamp, nonce, body), key),
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
    };
  }

  /** A sensitive field that was encrypted for the key of that serial; null where it was not. */
  open(merchant: KeptMerchant, ciphertext: string, serial: string): string | null {
    const key = serial === merchant.publicKeyId ? this.#one('public') : this.certificates().find(({ id }) => id === serial);
    return key ? openField(ciphertext, key.privateKey) : null;
  }

  #signer(merchant: KeptMerchant, wanted: Forgery['with'], asked: string | null): { privateKey: string; serial: string } {
    const byItself = merchant.signs === 'SWITCHING' ? (asked === merchant.publicKeyId ? 'PUBLIC_KEY' : 'CERTIFICATE') : merchant.signs;
    if ((wanted ?? byItself) === 'PUBLIC_KEY') return { privateKey: this.#one('public')!.privateKey, serial: merchant.publicKeyId };
    const [newest] = this.certificates();
    return { privateKey: newest!.privateKey, serial: newest!.id };
  }

  async #unknown(): Promise<string> {
    this.#foreign ??= await newKeyPair();
    return this.#foreign.privateKey;
  }

  #one(kind: KeptKey['kind']): KeptKey | undefined {
    return this.memory.shelves.keys.newestFirst().find((key) => key.kind === kind);
  }

  async #make(kind: KeptKey['kind']): Promise<KeptKey> {
    const pair = await newKeyPair();
    const [from, until] = [new Date(), new Date(Date.now() + FIVE_YEARS_MS)];
    const id = kind === 'certificate' ? newSerial() : kind;
    const certificate = kind === 'certificate' ? { certificate: certificateOf(pair, id, from, until) } : {};
    const made = { id, kind, ...pair, ...certificate, from: chinaTime(from), until: chinaTime(until) };
    this.memory.shelves.keys.put(made);
    this.memory.changed();
    return made;
  }
}

/** 40 hex digits, as certificates' serials are written. */
export const newSerial = (): string => `7${hex(20).slice(1)}`.toUpperCase();

export const newPublicKeyId = (mchid: string): string => `PUB_KEY_ID_011${mchid}${digits(20)}`;
