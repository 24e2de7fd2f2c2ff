import { z } from 'zod';
import { config } from '#platform/config.js';
import { NotFound, UserError } from '#platform/errors.js';
import {
  type AgencyContext,
  agencyForJob,
  agencyId,
  getShop,
  openAgencySecret,
  openSecret,
  type SealedSecret,
  type ShopContext,
  sealAgencySecret,
  sealSecret,
  shopForJob,
  shopId,
} from '#tenants/index.js';
import { statementCsv } from './csv.js';
import { statementPdf } from './pdf.js';
import { agencyStatement, type Part, type Span, shopStatement } from './statement.js';
import { clockOf } from './times.js';

const FORMATS = {
  CSV: { contentType: 'text/csv; charset=utf-8', ending: '.csv', write: statementCsv },
  PDF: { contentType: 'application/pdf', ending: '.pdf', write: statementPdf },
} as const;
const STATEMENT_FORMATS = ['CSV', 'PDF'] as const satisfies readonly (keyof typeof FORMATS)[];

const OPEN_MS = 3600_000;
/** A year, and the day that a leap year or a time zone adds. */
const LONGEST_MS = 367 * 86_400_000;

export const StatementWish = z.object({ from: z.date(), to: z.date(), format: z.enum(STATEMENT_FORMATS) });
export type StatementWish = z.infer<typeof StatementWish>;

/** What an address is sealed with: until when it opens, and of what it tells. */
interface Sealed {
  until: string;
  from: string;
  to: string;
  /** An agency has none of its own: whoever asked for it. */
  locale: string;
  /** What an agency is called. */
  name: string;
}

const purposeOf = (format: string): string => `statement/${format.toLowerCase()}`;

/**
 * Where a shop's statement is had, for an hour: whoever holds the address may read it. Nothing is made until somebody does.
 * @throws {UserError} INVALID_INPUT
 */
export function shopStatementUrl(shop: ShopContext, wish: StatementWish): string {
  const token = sealSecret(shop, purposeOf(wish.format), sealedOf(wish, shop.locale, ''));
  return addressOf(shopId.encode(shop.shopId), wish, token);
}

/** The same of all shops of an agency. @throws {UserError} INVALID_INPUT */
export function agencyStatementUrl(agency: AgencyContext, name: string, wish: StatementWish): string {
  const token = sealAgencySecret(agency.agencyId, purposeOf(wish.format), sealedOf(wish, agency.locale, name));
  return addressOf(agencyId.encode(agency.agencyId), wish, token);
}

function sealedOf({ from, to }: StatementWish, locale: string, name: string): string {
  if (from >= to) throw new UserError('INVALID_INPUT', 'to: is not after from', ['to']);
  if (to.getTime() - from.getTime() > LONGEST_MS) throw new UserError('INVALID_INPUT', 'to: a statement tells of a year at most', ['to']);
  const until = new Date(Date.now() + OPEN_MS).toISOString();
  return JSON.stringify({ until, from: from.toISOString(), to: to.toISOString(), locale, name } satisfies Sealed);
}

const addressOf = (owner: string, { format }: StatementWish, token: string): string =>
  `${config().publicUrl}/statements/${owner}/${format.toLowerCase()}?token=${encodeURIComponent(token)}`;

/** A statement on its way out. */
interface StatementFile {
  filename: string;
  contentType: string;
  /** Made as it is read. */
  chunks: AsyncGenerator<string | Uint8Array>;
}

/**
 * The file at an address that was given out.
 * @throws {NotFound} for a token that is wrong or has run out
 */
export async function openStatement(address: { owner: string; format: string; token: string }): Promise<StatementFile> {
  const name = STATEMENT_FORMATS.find((one) => one.toLowerCase() === address.format);
  const opened = name && (shopId.matches(address.owner) ? await ofShop(address) : ofAgency(address));
  if (!opened || new Date(opened.sealed.until) <= new Date()) throw new NotFound('A statement with this token');
  const { contentType, ending, write } = FORMATS[name];
  const span = { from: new Date(opened.sealed.from), to: new Date(opened.sealed.to) };
  const clock = clockOf(opened.timezone);
  const day = (moment: Date) => clock(moment).slice(0, 10);
  // The last day that it tells of: `to` is the moment after.
  const filename = `${opened.filename}-statement-${day(span.from)}-${day(new Date(span.to.getTime() - 1))}${ending}`;
  return { filename, contentType, chunks: write(opened.parts(span)) };
}

interface Opened {
  sealed: Sealed;
  filename: string;
  /** By whose clocks its days begin. */
  timezone: string;
  parts(span: Span): AsyncGenerator<Part>;
}

async function ofShop({ owner, format, token }: { owner: string; format: string; token: string }): Promise<Opened | null> {
  const shop = await shopForJob(shopId.decode(owner), 'statement');
  const sealed = unsealed(() => openSecret(shop, purposeOf(format), token as SealedSecret));
  if (!sealed) return null;
  const { handle, timezone } = await getShop(shop);
  return { sealed, filename: handle, timezone, parts: (span) => shopStatement(shop, span) };
}

function ofAgency({ owner, format, token }: { owner: string; format: string; token: string }): Opened | null {
  const id = agencyId.decode(owner);
  const sealed = unsealed(() => openAgencySecret(id, purposeOf(format), token as SealedSecret));
  if (!sealed) return null;
  const agency = agencyForJob(id, 'statement', sealed.locale);
  return { sealed, filename: owner.replace('_', '-'), timezone: 'UTC', parts: (span) => agencyStatement(agency, sealed.name, span) };
}

function unsealed(open: () => string): Sealed | null {
  try {
    return JSON.parse(open()) as Sealed;
  } catch {
    return null; // not made by us for this owner and format
  }
}
