import { type Cells, short } from './cells.js';
import type { Problems } from './problems.js';

const MOST_MEDIA = 250;
const MOST_URL = 2000;

/** The pictures of one product, in the order in which its rows name them. */
export class Pictures<Column extends string> {
  private readonly urls = new Set<string>();

  constructor(private readonly problems: Problems<Column>) {}

  /** Answers the address where the product has the picture; what is none is told, and the product goes in without it. */
  add(cells: Cells<Column>, column: Column, url: string): string | undefined {
    if (this.urls.has(url)) return url;
    const bad = this.reason(url);
    if (bad) {
      this.problems.keep(cells, column, 'PICTURE_INVALID', bad);
      return undefined;
    }
    this.urls.add(url);
    return url;
  }

  get media(): { url: string; alt: null }[] {
    return [...this.urls].map((url) => ({ url, alt: null }));
  }

  private reason(url: string): string | null {
    if (!/^https?:\/\/[^\s]+$/i.test(url) || url.length > MOST_URL) {
      return `${short(url)} is not an http or https address: the product goes in without this picture`;
    }
    return this.urls.size >= MOST_MEDIA ? `A product has at most ${MOST_MEDIA} pictures: it goes in without this one` : null;
  }
}
