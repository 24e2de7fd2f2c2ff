import { type Person, people } from './agency.model.js';
import { type PersonMail, personMails } from './person-mail.model.js';
import { openPersonSecret, sealPersonSecret } from './secrets.js';
import { resealTwoFactor } from './two-factor.js';

/** One kind of documents with secrets of people. `sealed`: what is sealed in a document, as MongoDB finds it. */
interface Keeping {
  collection: string;
  sealed: object;
  /** Seals anew what was read: false where somebody changed it meanwhile, and so has sealed it himself. */
  reseal(keeper: object): Promise<boolean>;
}

const given = (...fields: string[]) => ({ $filter: { input: fields.map((field) => ({ $ifNull: [field, null] })), cond: '$$this' } });

async function resealMail({ _id, effect, token }: PersonMail): Promise<boolean> {
  const anew = sealPersonSecret(_id, 'link', openPersonSecret(_id, 'link', token!));
  return (await personMails.documents().updateOne({ _id, effect, token }, { $set: { token: anew } })).matchedCount === 1;
}

/** Where people's secrets are, for whoever seals all of them under another key. */
export const peopleSecrets = (): readonly Keeping[] => [
  {
    collection: people.documents().collectionName,
    sealed: given('$twoFactor.secret', '$twoFactorPending.secret'),
    reseal: (keeper) => resealTwoFactor(keeper as Person),
  },
  { collection: personMails.documents().collectionName, sealed: given('$token'), reseal: (keeper) => resealMail(keeper as PersonMail) },
];
