import * as checks from '../checks';
import type { Rule } from '../connect/use-checks';
import type words from '../words/application.en';
import { type Application, type ApplicationValues, isBusiness, type Part, type Scene } from './application';

type Label = keyof typeof words.fields;
type Hint = keyof typeof words.hints;

/** A field of the application: where it stands in it, and how it is asked for. */
export interface Spec {
  path: string;
  label: Label;
  hint?: Hint;
  kind: 'text' | 'area' | 'day' | 'lastDay' | 'picture' | 'pictures' | 'documentType' | 'certificateType';
  required?: boolean;
  check?: checks.Check;
}

interface Group {
  title: keyof typeof words.groups;
  fields: readonly Spec[];
}

const text = (path: string, label: Label, more: Partial<Spec> = {}): Spec => ({ path, label, kind: 'text', required: true, ...more });
const picture = (path: string, label: Label, more: Partial<Spec> = {}): Spec => ({ path, label, kind: 'picture', required: true, ...more });
const optional = { required: false };
const digits: checks.Check = (value) => (/^[\d-]+$/.test(value.trim()) ? null : { key: 'digits' });
const phone: checks.Check = (value) => (/^[\d+-]+$/.test(value.trim()) ? null : { key: 'digits' });

/** Somebody's document. An identity card has two sides. */
const document = (at: string, { back, address }: { back: boolean; address: boolean }): Spec[] => [
  { path: `${at}.documentType`, label: 'documentType', kind: 'documentType' },
  text(`${at}.name`, 'personName'),
  text(`${at}.number`, 'documentNumber'),
  text(`${at}.address`, 'documentAddress', { required: address }),
  picture(`${at}.front`, 'front'),
  picture(`${at}.back`, 'back', { required: back }),
  { path: `${at}.from`, label: 'from', kind: 'day', required: true },
  { path: `${at}.until`, label: 'until', kind: 'lastDay', required: true },
];

const hasBack = (documentType: string): boolean => documentType === 'IDENTIFICATION_TYPE_IDCARD';

function subjectGroups({ subject }: Application): Group[] {
  const { type, identity, beneficialOwners } = subject;
  const license: Group = {
    title: 'license',
    fields: [
      picture('subject.businessLicense.copy', 'licenseCopy'),
      text('subject.businessLicense.number', 'licenseNumber'),
      text('subject.businessLicense.merchantName', 'merchantName', { hint: 'merchantName' }),
      text('subject.businessLicense.legalPerson', 'legalPerson'),
      text('subject.businessLicense.address', 'companyAddress', optional),
      { path: 'subject.businessLicense.from', label: 'from', kind: 'day' },
      { path: 'subject.businessLicense.until', label: 'until', kind: 'lastDay' },
    ],
  };
  const certificate: Group = {
    title: 'certificate',
    fields: [
      { path: 'subject.certificate.type', label: 'certificateType', kind: 'certificateType', required: true },
      picture('subject.certificate.copy', 'certificateCopy'),
      text('subject.certificate.number', 'certificateNumber'),
      text('subject.certificate.merchantName', 'merchantName'),
      text('subject.certificate.address', 'companyAddress'),
      text('subject.certificate.legalPerson', 'legalPerson'),
      { path: 'subject.certificate.from', label: 'from', kind: 'day', required: true },
      { path: 'subject.certificate.until', label: 'until', kind: 'lastDay', required: true },
      ...(type === 'OTHERS' ? [] : [picture('subject.certificateLetter', 'certificateLetter', optional)]),
    ],
  };
  const owners = type === 'ENTERPRISE' && !identity.owner ? beneficialOwners : [];
  return [
    isBusiness(type) ? license : certificate,
    {
      title: type === 'INDIVIDUAL' ? 'owner' : 'legalPerson',
      fields: [
        ...document('subject.identity', { back: hasBack(identity.documentType), address: type === 'ENTERPRISE' }),
        ...(identity.holder === 'SUPER' ? [picture('subject.identity.authorizationLetter', 'authorizationLetter')] : []),
      ],
    },
    ...owners.map(
      ({ documentType }, at): Group => ({
        title: 'beneficialOwner',
        fields: document(`subject.beneficialOwners.${at}`, { back: hasBack(documentType), address: true }),
      }),
    ),
  ];
}

function contactGroups({ contact }: Application): Group[] {
  const reached = [
    text('contact.name', 'contactName'),
    text('contact.mobilePhone', 'mobilePhone', { check: phone }),
    text('contact.email', 'email', { check: checks.email }),
  ];
  const proof: Spec[] = [
    { path: 'contact.documentType', label: 'documentType', kind: 'documentType' },
    text('contact.documentNumber', 'documentNumber'),
    picture('contact.documentFront', 'front'),
    picture('contact.documentBack', 'back', { required: hasBack(contact.documentType) }),
    { path: 'contact.documentFrom', label: 'from', kind: 'day', required: true },
    { path: 'contact.documentUntil', label: 'until', kind: 'lastDay', required: true },
    picture('contact.authorizationLetter', 'businessLetter', { hint: 'businessLetter' }),
  ];
  return [{ title: 'contact', fields: contact.type === 'SUPER' ? [...reached, ...proof] : reached }];
}

const appScene = (scene: Scene): Spec[] => [
  text(`business.sales.${scene}.appId`, 'providerAppId', { ...optional, hint: 'oneAppId', check: checks.appId }),
  text(`business.sales.${scene}.subAppId`, 'merchantAppId', { ...optional, check: checks.appId }),
  { path: `business.sales.${scene}.pictures`, label: 'screenshots', kind: 'pictures' },
];

const SCENE_FIELDS: Readonly<Record<Scene, readonly Spec[]>> = {
  store: [
    text('business.sales.store.name', 'storeName'),
    text('business.sales.store.addressCode', 'addressCode', { hint: 'addressCode', check: digits }),
    text('business.sales.store.address', 'storeAddress'),
    { path: 'business.sales.store.entrance', label: 'entrance', kind: 'pictures', required: true },
    { path: 'business.sales.store.indoor', label: 'indoor', kind: 'pictures', required: true },
  ],
  officialAccount: appScene('officialAccount'),
  miniProgram: appScene('miniProgram'),
  app: appScene('app'),
  web: [
    text('business.sales.web.domain', 'domain', { hint: 'domain' }),
    picture('business.sales.web.authorization', 'domainLetter', { ...optional, hint: 'domainLetter' }),
    text('business.sales.web.appId', 'webAppId', { ...optional, check: checks.appId }),
  ],
};

/** The groups of fields of a part, by what was chosen in it. */
export function groupsOf(part: Part, { wechatPay, scenes }: ApplicationValues): Group[] {
  switch (part) {
    case 'subject':
      return subjectGroups(wechatPay);
    case 'contact':
      return contactGroups(wechatPay);
    case 'business':
      return [
        {
          title: 'business',
          fields: [
            text('business.shortName', 'shortName', { hint: 'shortName' }),
            text('business.servicePhone', 'servicePhone', { check: phone }),
          ],
        },
        ...scenes.map((scene): Group => ({ title: scene, fields: SCENE_FIELDS[scene] })),
      ];
    case 'settlement':
      return [
        {
          title: 'settlement',
          fields: [
            text('settlement.id', 'settlementId', { hint: 'settlementId', check: digits }),
            text('settlement.qualificationType', 'qualificationType', { hint: 'qualificationType' }),
            { path: 'settlement.qualifications', label: 'qualifications', kind: 'pictures', hint: 'qualifications' },
          ],
        },
      ];
    case 'bankAccount':
      return [
        {
          title: 'bankAccount',
          fields: [
            text('bankAccount.name', 'accountName', { hint: 'accountName' }),
            text('bankAccount.bank', 'bank', { hint: 'bank' }),
            text('bankAccount.number', 'accountNumber', { check: digits }),
            text('bankAccount.addressCode', 'bankAddressCode', { ...optional, hint: 'addressCode', check: digits }),
            text('bankAccount.branchName', 'branchName', { ...optional, hint: 'branch' }),
            text('bankAccount.branchId', 'branchId', optional),
          ],
        },
      ];
    case 'addition':
      return [
        {
          title: 'addition',
          fields: [
            { path: 'addition.message', label: 'message', kind: 'area' },
            { path: 'addition.pictures', label: 'morePictures', kind: 'pictures' },
            picture('addition.legalPersonCommitment', 'commitment', optional),
          ],
        },
      ];
  }
}

/** What is looked at before it is sent, of some parts. */
export const rulesOf = (parts: readonly Part[], values: ApplicationValues): Record<string, Rule> =>
  Object.fromEntries(
    parts
      .flatMap((part) => groupsOf(part, values))
      .flatMap(({ fields }) => fields)
      .map(({ path, required = false, check }) => [`wechatPay.${path}`, { required, ...(check ? { check } : {}) }]),
  );
