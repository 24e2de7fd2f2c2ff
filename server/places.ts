import type { Response } from 'express';
import { RequestError } from '#platform/errors.js';

/** Long files on their way out of this process, and of one shop's. Each holds what it has read and not yet sent. */
const MOST = 8;
const MOST_A_SHOP = 2;
/** Whoever reads nothing for so long gives his place up. */
const PATIENCE_MS = 5 * 60_000;

/** For how long somebody who found no place should wait. */
export const RETRY_SECONDS = 10;

/** Gives out the places for long answers of one kind. */
export class Places {
  private readonly held = new Map<string, number>();
  private all = 0;

  /** Takes a place until the answer has ended or its line breaks. @throws {RequestError} UNAVAILABLE where none is free */
  take(shop: string, response: Response): void {
    const ofShop = this.held.get(shop) ?? 0;
    if (ofShop >= MOST_A_SHOP)
      throw new RequestError('UNAVAILABLE', `${MOST_A_SHOP} files of this shop are being read: wait for one to end`);
    if (this.all >= MOST) throw new RequestError('UNAVAILABLE', 'Too many files are being read at the moment: try again in a while');
    if (response.closed) return;
    this.all++;
    this.held.set(shop, ofShop + 1);
    response.setTimeout(PATIENCE_MS, () => response.destroy());
    response.once('close', () => this.leave(shop));
  }

  private leave(shop: string): void {
    this.all--;
    const left = this.held.get(shop)! - 1;
    if (left > 0) this.held.set(shop, left);
    else this.held.delete(shop);
  }
}
