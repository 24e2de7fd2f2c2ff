import type { WeChatPayApplicationInput } from '../../../generated/graphql';

/** An application at WeChat Pay as the form holds it: everything there is, in parts as the API has them. */

const person = () => ({
  documentType: 'IDENTIFICATION_TYPE_IDCARD',
  name: '',
  number: '',
  address: '',
  front: '',
  back: '',
  from: '',
  until: '',
});
export type Person = ReturnType<typeof person>;
export const newOwner = person;

export const SUBJECT_TYPES = ['INDIVIDUAL', 'ENTERPRISE', 'GOVERNMENT', 'INSTITUTIONS', 'OTHERS'] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];
export const HOLDERS = ['LEGAL', 'SUPER'] as const;
export type Holder = (typeof HOLDERS)[number];
/** Where it sells. */
export const SCENES = ['store', 'officialAccount', 'miniProgram', 'app', 'web'] as const;
export type Scene = (typeof SCENES)[number];
export const PARTS = ['subject', 'contact', 'business', 'settlement', 'bankAccount', 'addition'] as const;
export type Part = (typeof PARTS)[number];

const scene = () => ({ appId: '', subAppId: '', pictures: [] as string[] });

export const newApplication = () => ({
  contact: {
    type: 'LEGAL' as Holder,
    name: '',
    mobilePhone: '',
    email: '',
    documentType: 'IDENTIFICATION_TYPE_IDCARD',
    documentNumber: '',
    documentFront: '',
    documentBack: '',
    documentFrom: '',
    documentUntil: '',
    authorizationLetter: '',
  },
  subject: {
    type: 'INDIVIDUAL' as SubjectType,
    financeInstitution: false,
    businessLicense: { copy: '', number: '', merchantName: '', legalPerson: '', address: '', from: '', until: '' },
    certificate: {
      copy: '',
      type: 'CERTIFICATE_TYPE_2388',
      number: '',
      merchantName: '',
      address: '',
      legalPerson: '',
      from: '',
      until: '',
    },
    certificateLetter: '',
    identity: { holder: 'LEGAL' as Holder, ...person(), owner: true, authorizationLetter: '' },
    beneficialOwners: [] as Person[],
  },
  business: {
    shortName: '',
    servicePhone: '',
    sales: {
      store: { name: '', addressCode: '', address: '', entrance: [] as string[], indoor: [] as string[] },
      officialAccount: scene(),
      miniProgram: scene(),
      app: scene(),
      web: { domain: '', authorization: '', appId: '' },
    },
  },
  settlement: { id: '', qualificationType: '', qualifications: [] as string[] },
  bankAccount: {
    type: 'CORPORATE' as 'CORPORATE' | 'PERSONAL',
    name: '',
    bank: '',
    addressCode: '',
    branchName: '',
    branchId: '',
    number: '',
  },
  addition: { message: '', pictures: [] as string[], legalPersonCommitment: '' },
});
export type Application = ReturnType<typeof newApplication>;

export interface ApplicationValues extends Record<string, unknown> {
  wechatPay: Application;
  scenes: Scene[];
}

export const isBusiness = (type: SubjectType): boolean => type === 'INDIVIDUAL' || type === 'ENTERPRISE';

/** What is handed in: what the kind of business asks for, without what was left empty. */
export function applicationInput({ wechatPay, scenes }: ApplicationValues): WeChatPayApplicationInput {
  const { subject, contact, business, addition } = wechatPay;
  const { type, businessLicense, certificate, certificateLetter, identity, beneficialOwners, financeInstitution } = subject;
  const { type: contactType, name, mobilePhone, email, ...proof } = contact;
  const letter = type === 'GOVERNMENT' || type === 'INSTITUTIONS' ? { certificateLetter } : {};
  return withoutEmpty({
    ...wechatPay,
    contact: { type: contactType, name, mobilePhone, email, ...(contactType === 'SUPER' ? proof : {}) },
    subject: {
      type,
      financeInstitution,
      identity: { ...identity, authorizationLetter: identity.holder === 'SUPER' ? identity.authorizationLetter : '' },
      ...(isBusiness(type) ? { businessLicense } : { certificate, ...letter }),
      beneficialOwners: type === 'ENTERPRISE' && !identity.owner ? beneficialOwners : [],
    },
    business: { ...business, sales: Object.fromEntries(scenes.map((one) => [one, business.sales[one]])) },
    addition,
  }) as unknown as WeChatPayApplicationInput;
}

/** Empty texts, lists and objects are what somebody left out. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value === 'string') return value.trim() || undefined;
  if (Array.isArray(value)) return value.length > 0 ? value.map(withoutEmpty) : undefined;
  if (value === null || typeof value !== 'object') return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, withoutEmpty(one)] as const)
    .filter(([, one]) => one !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** What a draft may hold: numbers of documents and of the bank account are typed anew. */
export function forDraft({ wechatPay, scenes }: ApplicationValues): ApplicationValues {
  const { contact, subject, bankAccount } = wechatPay;
  const bare = <Of extends { number: string }>(one: Of): Of => ({ ...one, number: '' });
  return {
    scenes,
    wechatPay: {
      ...wechatPay,
      contact: { ...contact, documentNumber: '' },
      subject: { ...subject, identity: bare(subject.identity), beneficialOwners: subject.beneficialOwners.map(bare) },
      bankAccount: bare(bankAccount),
    },
  };
}

/** What WeChat Pay calls a field, and which of ours it is. Source: pay.weixin.qq.com, 特约商户进件, 提交申请单. */
const FIELD_OF: Readonly<Record<string, string>> = {
  contact_info: 'contact',
  contact_type: 'contact.type',
  contact_name: 'contact.name',
  mobile_phone: 'contact.mobilePhone',
  contact_email: 'contact.email',
  contact_id_doc_type: 'contact.documentType',
  contact_id_number: 'contact.documentNumber',
  contact_id_card_number: 'contact.documentNumber',
  contact_id_doc_copy: 'contact.documentFront',
  contact_id_doc_copy_back: 'contact.documentBack',
  contact_period_begin: 'contact.documentFrom',
  contact_period_end: 'contact.documentUntil',
  business_authorization_letter: 'contact.authorizationLetter',
  subject_info: 'subject',
  subject_type: 'subject.type',
  business_license_info: 'subject.businessLicense',
  license_copy: 'subject.businessLicense.copy',
  license_number: 'subject.businessLicense.number',
  merchant_name: 'subject.businessLicense.merchantName',
  legal_person: 'subject.businessLicense.legalPerson',
  license_address: 'subject.businessLicense.address',
  certificate_info: 'subject.certificate',
  cert_copy: 'subject.certificate.copy',
  cert_type: 'subject.certificate.type',
  cert_number: 'subject.certificate.number',
  company_address: 'subject.certificate.address',
  certificate_letter_copy: 'subject.certificateLetter',
  identity_info: 'subject.identity',
  id_doc_type: 'subject.identity.documentType',
  id_holder_type: 'subject.identity.holder',
  id_card_info: 'subject.identity',
  id_card_copy: 'subject.identity.front',
  id_card_national: 'subject.identity.back',
  id_card_name: 'subject.identity.name',
  id_card_number: 'subject.identity.number',
  id_card_address: 'subject.identity.address',
  card_period_begin: 'subject.identity.from',
  card_period_end: 'subject.identity.until',
  id_doc_info: 'subject.identity',
  id_doc_copy: 'subject.identity.front',
  id_doc_copy_back: 'subject.identity.back',
  id_doc_name: 'subject.identity.name',
  id_doc_number: 'subject.identity.number',
  id_doc_address: 'subject.identity.address',
  doc_period_begin: 'subject.identity.from',
  doc_period_end: 'subject.identity.until',
  authorize_letter_copy: 'subject.identity.authorizationLetter',
  ubo_info_list: 'subject.beneficialOwners',
  business_info: 'business',
  merchant_shortname: 'business.shortName',
  service_phone: 'business.servicePhone',
  sales_info: 'business',
  biz_store_info: 'business.sales.store',
  biz_store_name: 'business.sales.store.name',
  biz_address_code: 'business.sales.store.addressCode',
  biz_store_address: 'business.sales.store.address',
  store_entrance_pic: 'business.sales.store.entrance',
  indoor_pic: 'business.sales.store.indoor',
  mp_info: 'business.sales.officialAccount',
  mini_program_info: 'business.sales.miniProgram',
  app_info: 'business.sales.app',
  web_info: 'business.sales.web',
  domain: 'business.sales.web.domain',
  web_authorisation: 'business.sales.web.authorization',
  settlement_info: 'settlement',
  settlement_id: 'settlement.id',
  qualification_type: 'settlement.qualificationType',
  qualifications: 'settlement.qualifications',
  bank_account_info: 'bankAccount',
  bank_account_type: 'bankAccount.type',
  account_name: 'bankAccount.name',
  account_bank: 'bankAccount.bank',
  bank_address_code: 'bankAccount.addressCode',
  bank_branch_id: 'bankAccount.branchId',
  bank_name: 'bankAccount.branchName',
  account_number: 'bankAccount.number',
  addition_info: 'addition',
  legal_person_commitment: 'addition.legalPersonCommitment',
  business_addition_pics: 'addition.pictures',
  business_addition_msg: 'addition.message',
};

/** Where something stands that WeChat Pay rejects: `subject.identity.name`; null where its name is none that we know. */
export const placeOfField = (field: string | null | undefined): string | null => (field ? (FIELD_OF[field] ?? null) : null);

/** Of a place, the part that is handed in whole. */
export const partOf = (place: string): Part | null => PARTS.find((part) => place === part || place.startsWith(`${part}.`)) ?? null;
