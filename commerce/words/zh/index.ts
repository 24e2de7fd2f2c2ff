import type { Language } from '../dictionary.js';
import { catalog } from './catalog.js';
import { checks } from './checks.js';
import { checksOfPayments } from './checks-payments.js';
import { fields } from './fields.js';
import { files } from './files.js';
import { imports } from './imports.js';
import { ofLibraries } from './of-libraries.js';
import { onboarding } from './onboarding.js';
import { orders } from './orders.js';
import { payments } from './payments.js';
import { people } from './people.js';
import { providers } from './providers.js';
import { requests } from './requests.js';
import { shops } from './shops.js';
import { tables } from './tables.js';
import { words } from './words.js';

/** 中文. Terms are those of the hosted admin. */
export const zh: Language = {
  sentences: {
    ...ofLibraries.sentences,
    ...requests,
    ...people,
    ...shops,
    ...catalog,
    ...files,
    ...imports,
    ...tables,
    ...orders,
    ...payments,
    ...providers,
    ...onboarding,
  },
  checks: { ...ofLibraries.checks, ...checks, ...checksOfPayments },
  fields,
  words,
  place: (number) => `（第 ${number} 项）`,
  quoted: (text) => `“${text}”`,
  joins: { list: '、', names: '的', field: '：' },
};
