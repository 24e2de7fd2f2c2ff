import { z } from 'zod';

/** What is handed in for a merchant. The names are the API's; applyment.body.ts says what WeChat Pay calls them. */

const text = (most: number) => z.string().trim().min(1).max(most);
const Picture = z.string().max(64);
const Pictures = z.array(Picture).max(5);
const Day = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'takes a date such as 2026-11-25');
const LastDay = z
  .string()
  .trim()
  .regex(/^(\d{4}-\d{2}-\d{2}|长期)$/, 'takes a date such as 2026-11-25, or 长期');
const DocumentType = z
  .string()
  .trim()
  .regex(/^IDENTIFICATION_TYPE_[A-Z_]{3,40}$/, "takes one of WeChat Pay's types of documents: IDENTIFICATION_TYPE_…");
const Holder = z.enum(['LEGAL', 'SUPER']);

const Contact = z
  .strictObject({
    type: Holder,
    name: text(100),
    mobilePhone: text(20).regex(/^[\d+-]+$/, 'takes a phone number: digits'),
    email: z.email().max(128),
    documentType: DocumentType.nullish(),
    documentNumber: text(64).nullish(),
    documentFront: Picture.nullish(),
    documentBack: Picture.nullish(),
    documentFrom: Day.nullish(),
    documentUntil: LastDay.nullish(),
    authorizationLetter: Picture.nullish(),
  })
  .refine(({ type, documentNumber }) => type === 'LEGAL' || documentNumber, {
    path: ['documentNumber'],
    error: 'is missing: a SUPER contact proves who he is',
  });

const BusinessLicense = z.strictObject({
  copy: Picture,
  number: text(32),
  merchantName: text(128),
  legalPerson: text(64),
  address: text(256).nullish(),
  from: Day.nullish(),
  until: LastDay.nullish(),
});

const Certificate = z.strictObject({
  copy: Picture,
  type: text(32).regex(/^CERTIFICATE_TYPE_\d+$/, 'takes CERTIFICATE_TYPE_2388 and its like'),
  number: text(32),
  merchantName: text(128),
  address: text(256),
  legalPerson: text(64),
  from: Day,
  until: LastDay,
});

const personsDocument = {
  documentType: DocumentType.nullish(),
  name: text(100),
  number: text(64),
  front: Picture,
  back: Picture.nullish(),
  from: Day,
  until: LastDay,
};
const Identity = z.strictObject({
  ...personsDocument,
  address: text(256).nullish(),
  holder: Holder.nullish(),
  owner: z.boolean().nullish(),
  authorizationLetter: Picture.nullish(),
});
const BeneficialOwner = z.strictObject({ ...personsDocument, address: text(256) });

const Subject = z
  .strictObject({
    type: z.enum(['INDIVIDUAL', 'ENTERPRISE', 'GOVERNMENT', 'INSTITUTIONS', 'OTHERS']),
    financeInstitution: z.boolean().nullish(),
    businessLicense: BusinessLicense.nullish(),
    certificate: Certificate.nullish(),
    certificateLetter: Picture.nullish(),
    identity: Identity,
    beneficialOwners: z.array(BeneficialOwner).max(4).nullish(),
  })
  .superRefine(({ type, businessLicense, certificate }, context) => {
    const isBusiness = type === 'INDIVIDUAL' || type === 'ENTERPRISE';
    if (isBusiness && !businessLicense)
      context.addIssue({ code: 'custom', path: ['businessLicense'], message: `is missing: ${type} is proved by a business licence` });
    if (!isBusiness && !certificate)
      context.addIssue({
        code: 'custom',
        path: ['certificate'],
        message: `is missing: ${type} is proved by a certificate of registration`,
      });
  });

const Scene = z.strictObject({ appId: text(64).nullish(), subAppId: text(64).nullish(), pictures: Pictures.nullish() });
const Sales = z
  .strictObject({
    store: z
      .strictObject({
        name: text(128),
        addressCode: text(12).regex(/^\d+$/, "takes WeChat Pay's code: digits"),
        address: text(256),
        entrance: Pictures.min(1),
        indoor: Pictures.min(1),
      })
      .nullish(),
    officialAccount: Scene.nullish(),
    miniProgram: Scene.nullish(),
    app: Scene.nullish(),
    web: z.strictObject({ domain: text(256), authorization: Picture.nullish(), appId: text(64).nullish() }).nullish(),
  })
  .refine((sales) => Object.values(sales).some(Boolean), { error: 'names no place where the merchant sells' });

const Business = z.strictObject({ shortName: text(64), servicePhone: text(32), sales: Sales });
const Settlement = z.strictObject({
  id: text(8).regex(/^\d+$/, "takes the id of WeChat Pay's rule: digits"),
  qualificationType: text(256),
  qualifications: Pictures.nullish(),
});
const BankAccount = z.strictObject({
  type: z.enum(['CORPORATE', 'PERSONAL']),
  name: text(128),
  bank: text(128),
  addressCode: text(12).nullish(),
  branchName: text(128).nullish(),
  branchId: text(64).nullish(),
  number: text(64).regex(/^[\d-]+$/, 'takes the number of an account: digits'),
});
const Addition = z.strictObject({
  message: text(512).nullish(),
  pictures: Pictures.nullish(),
  legalPersonCommitment: Picture.nullish(),
});

export const WeChatPayApplication = z.strictObject({
  contact: Contact,
  subject: Subject,
  business: Business,
  settlement: Settlement,
  bankAccount: BankAccount,
  addition: Addition.nullish(),
});
export type WeChatPayApplication = z.infer<typeof WeChatPayApplication>;

const Address = z.url({ protocol: /^https?$/, error: 'takes an absolute http or https address' }).max(2000);
const StripeApplication = z.strictObject({
  country: z
    .string()
    .trim()
    .regex(/^[A-Z]{2}$/, 'takes an ISO 3166-1 code of two letters'),
  email: z.email().max(128).nullish(),
  businessType: z.enum(['INDIVIDUAL', 'COMPANY', 'NON_PROFIT']).nullish(),
  returnUrl: Address,
  refreshUrl: Address.nullish(),
});
export type StripeApplication = z.infer<typeof StripeApplication>;

/** Exactly one of them is there. */
export const NewOnboarding = z.strictObject({ stripe: StripeApplication.optional(), wechatPay: WeChatPayApplication.optional() });
export type NewOnboarding = z.infer<typeof NewOnboarding>;

/** Each part that is given takes the place of the whole part. */
const WeChatPayApplicationChange = z.strictObject({
  contact: Contact.nullish(),
  subject: Subject.nullish(),
  business: Business.nullish(),
  settlement: Settlement.nullish(),
  bankAccount: BankAccount.nullish(),
  addition: Addition.nullish(),
});

export const OnboardingChange = z.strictObject({ wechatPay: WeChatPayApplicationChange.optional() });
export type OnboardingChange = z.infer<typeof OnboardingChange>;

/** Whatever of it holds the id of a picture's upload. */
const PICTURES: ReadonlySet<string> = new Set([
  'authorization',
  'authorizationLetter',
  'back',
  'certificateLetter',
  'copy',
  'documentBack',
  'documentFront',
  'entrance',
  'front',
  'indoor',
  'legalPersonCommitment',
  'pictures',
  'qualifications',
]);

/** Every picture of an application, and where it stands. */
export function picturesOf(value: unknown, path: readonly string[] = [], isPicture = false): { upload: string; path: readonly string[] }[] {
  if (typeof value === 'string') return isPicture ? [{ upload: value, path }] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) =>
    picturesOf(one, [...path, key], Array.isArray(value) ? isPicture : PICTURES.has(key)),
  );
}
