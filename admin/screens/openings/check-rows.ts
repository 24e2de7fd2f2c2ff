import { type Cells, type Field, meantCells, tagsOf } from './shop-rows';

/** What is wrong with a cell: a key of `problem` in the words. */
type Problem =
  | 'nameMissing'
  | 'tooLong'
  | 'handleMissing'
  | 'handleForm'
  | 'handleTwice'
  | 'modeUnknown'
  | 'currencyMissing'
  | 'currencyUnknown'
  | 'localeUnknown'
  | 'timezoneUnknown'
  | 'tagsMany';

export type Problems = Partial<Record<Field, Problem>>;

const HANDLE = /^(?=.{3,40}$)(?!..--)[a-z0-9]+(-+[a-z0-9]+)*$/;

/**
 * What the server would refuse, as far as the browser knows, row by row. Whether a handle is free the server alone knows.
 * @param hasBlueprint it says what is left out
 */
export function checkRows(rows: readonly Cells[], hasBlueprint: boolean): Problems[] {
  const meant = rows.map(meantCells);
  const met = new Map<string, number>();
  for (const { handle } of meant) met.set(handle, (met.get(handle) ?? 0) + 1);
  return meant.map((row) => {
    const problems: Problems = {};
    const tell = (field: Field, problem: Problem | false) => {
      if (problem) problems[field] = problem;
    };
    tell('name', row.name ? row.name.length > 100 && 'tooLong' : 'nameMissing');
    tell('handle', handleProblem(row.handle, (met.get(row.handle) ?? 0) > 1));
    tell('mode', row.mode !== '' && row.mode !== 'LIVE' && row.mode !== 'TEST' && 'modeUnknown');
    tell('currency', row.currency ? !isCurrency(row.currency) && 'currencyUnknown' : !hasBlueprint && 'currencyMissing');
    tell('locale', row.locale !== '' && !isLocale(row.locale) && 'localeUnknown');
    tell('timezone', row.timezone !== '' && !isTimezone(row.timezone) && 'timezoneUnknown');
    const tags = tagsOf(row.tags);
    tell('tags', tags.length > 20 ? 'tagsMany' : tags.some((tag) => tag.length > 40) && 'tooLong');
    return problems;
  });
}

function handleProblem(handle: string, twice: boolean): Problem | false {
  if (!handle) return 'handleMissing';
  if (!HANDLE.test(handle)) return 'handleForm';
  return twice && 'handleTwice';
}

const currencies = new Set(Intl.supportedValuesOf('currency'));
const isCurrency = (text: string): boolean => currencies.has(text);

const isLocale = remembered((text) => {
  try {
    return Intl.NumberFormat.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
});

const isTimezone = remembered((text) => {
  try {
    return /^[A-Za-z]/.test(text) && Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
});

/** Many rows say the same, and are checked at every letter. */
function remembered(check: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const is = known.get(text) ?? check(text);
    known.set(text, is);
    return is;
  };
}
