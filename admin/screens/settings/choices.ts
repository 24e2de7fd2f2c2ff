import { USUAL_LOCALES } from '../../ui/locales';

/** ISO 3166-1 in two letters. */
const COUNTRIES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'.split(
    ' ',
  );

interface Choice {
  value: string;
  label: string;
}

const named = (values: readonly string[], type: 'language' | 'region', language: string): Choice[] => {
  const names = new Intl.DisplayNames([language], { type });
  return values.map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` }));
};

const kept = new Map<string, Choice[]>();
function once(key: string, make: () => Choice[]): Choice[] {
  const found = kept.get(key) ?? make();
  kept.set(key, found);
  return found;
}

/** The usual languages, and the one that is chosen. */
export const localeChoices = (chosen: string, language: string): Choice[] =>
  named([...new Set([chosen, ...USUAL_LOCALES])], 'language', language);

export const timezoneChoices = (chosen: string): Choice[] => {
  const all = once('timezones', () =>
    ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  );
  return all.some(({ value }) => value === chosen) ? all : [{ value: chosen, label: chosen }, ...all];
};

/** Every country, by its name in this language. */
export const countryChoices = (language: string): Choice[] =>
  once(`countries ${language}`, () => named(COUNTRIES, 'region', language).sort((a, b) => a.label.localeCompare(b.label, language)));
