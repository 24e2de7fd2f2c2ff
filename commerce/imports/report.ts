import { mediaProblems } from '#commerce/files/index.js';
import { inLanguage } from '#commerce/words/index.js';
import { config } from '#platform/config.js';
import { NotFound } from '#platform/errors.js';
import { openSecret, type SealedSecret, type ShopContext, sealSecret, shopForJob, shopId } from '#tenants/index.js';
import { type Import, type ImportProblem, importId, importPictures, importProblems } from './import.model.js';
import { getImport } from './imports.js';
import { badRows, inert } from './report-rows.js';
import { knownSourceOf, wantedBy } from './sources.js';

const REPORT_HOURS = 24;
const reportPurpose = (id: string): string => `import-report/${id}`;

/** Where the report is had, for a day: the token says until when, sealed for this import alone. */
export function reportUrlOf(shop: ShopContext, { _id }: Pick<Import, '_id'>): string {
  const id = importId.encode(_id);
  const until = new Date(Date.now() + REPORT_HOURS * 3600_000).toISOString();
  const token = sealSecret(shop, reportPurpose(id), until);
  return `${config().publicUrl}/uploads/reports/${shopId.encode(shop.shopId)}/${id}?token=${token}`;
}

/** A report on its way to whoever asked. */
export interface Report {
  filename: string;
  contentType: string;
  text: AsyncIterable<string>;
}

/**
 * The report of an import, for whoever holds its address: its bad rows in the file's own columns, to be mended and imported again; with
 * `problems`, and where the file could not be read or is no longer kept, the list of what is wrong.
 * `language`: of whoever reads it. @throws {NotFound} for a token that is wrong or has run out
 */
export async function reportOf(
  address: { shop: string; import: string; token: string },
  { problems = false, language = null }: { problems?: boolean; language?: string | null } = {},
): Promise<Report> {
  const shop = await shopForJob(shopId.decode(address.shop), 'import-report');
  const until = opened(shop, address);
  if (!until || new Date(until) <= new Date()) throw new NotFound(address.import);
  const current = await getImport(shop, address.import);
  const source = problems ? null : await knownSourceOf(shop, wantedBy(current));
  const rows = source?.table ? badRows(shop, { current, source, language }) : null;
  if (rows) return { filename: `${address.import}-rows.${rows.extension}`, contentType: rows.contentType, text: rows.text };
  return { filename: `${address.import}-problems.csv`, contentType: 'text/csv; charset=utf-8', text: listed(shop, current, language) };
}

function opened(shop: ShopContext, { import: id, token }: { import: string; token: string }): string | null {
  try {
    return openSecret(shop, reportPurpose(id), token as SealedSecret);
  } catch {
    return null; // not made by us for this import
  }
}

/** Each problem in a line, in the order of the file; pictures that could not be fetched behind them. */
async function* listed(shop: ShopContext, { _id }: Import, language: string | null): AsyncGenerator<string> {
  const line = ({ row, column, code, message, value }: Told): string =>
    `${[row === 0 ? '' : String(row), column, code, inLanguage(message, language), value].map(cell).join(',')}\r\n`;
  yield '\ufeffRow,Column,Code,Problem,Value\r\n';
  const inOrder = { sort: { row: 1, column: 1, code: 1 } } as const;
  for await (const problem of importProblems.in(shop).each({ importId: _id }, inOrder)) yield line(problem);
  for await (const failed of failedPictures(shop, _id)) yield line(failed);
}

type Told = Pick<ImportProblem, 'row' | 'column' | 'code' | 'message' | 'value'>;

const cell = (text: string): string => `"${inert(text).replaceAll('"', '""')}"`;

/** Pictures of an import that could not be had: their products are in without them. */
async function* failedPictures(shop: ShopContext, _id: Import['_id']): AsyncGenerator<Told> {
  for await (const { pictures } of importPictures.in(shop).each({ importId: _id }, { sort: { _id: 1 } })) {
    const failed = await mediaProblems(
      shop,
      pictures.map(({ address }) => address),
    );
    const problems = new Map(failed.map((problem) => [problem.address, problem]));
    for (const { row, address } of pictures) {
      const problem = problems.get(address);
      if (problem) yield { row, column: '', code: problem.code, message: problem.message, value: address };
    }
  }
}
