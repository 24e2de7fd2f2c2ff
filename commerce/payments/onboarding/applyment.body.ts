import type { Application } from '../providers/wechat-pay/applyment.js';
import type { WeChatPayApplication } from './application.js';

/** Turns a picture's upload into WeChat Pay's id of it. */
type MediaId = (upload: string) => string;

/** An application as WeChat Pay has it. Source: pay.weixin.qq.com, 特约商户进件, 提交申请单 (`/v3/applyment4sub/applyment/`). */
export function applymentBody(code: string, application: WeChatPayApplication, media: MediaId): Application {
  const { contact, subject, business, settlement, bankAccount, addition } = application;
  return {
    business_code: code,
    contact_info: contactInfo(contact, media),
    subject_info: subjectInfo(subject, media),
    business_info: {
      merchant_shortname: business.shortName,
      service_phone: business.servicePhone,
      sales_info: salesInfo(business.sales, media),
    },
    settlement_info: {
      settlement_id: settlement.id,
      qualification_type: settlement.qualificationType,
      qualifications: settlement.qualifications?.map(media),
    },
    bank_account_info: {
      bank_account_type: `BANK_ACCOUNT_TYPE_${bankAccount.type}`,
      account_name: bankAccount.name,
      account_bank: bankAccount.bank,
      bank_address_code: bankAccount.addressCode,
      bank_branch_id: bankAccount.branchId,
      bank_name: bankAccount.branchName,
      account_number: bankAccount.number,
    },
    ...(addition
      ? {
          addition_info: {
            legal_person_commitment: one(addition.legalPersonCommitment, media),
            business_addition_pics: addition.pictures?.map(media),
            business_addition_msg: addition.message,
          },
        }
      : {}),
  };
}

const ID_CARD = 'IDENTIFICATION_TYPE_IDCARD';
const one = (upload: string | null | undefined, media: MediaId): string | undefined => (upload ? media(upload) : undefined);

const contactInfo = (contact: WeChatPayApplication['contact'], media: MediaId): object => ({
  contact_type: contact.type,
  contact_name: contact.name,
  mobile_phone: contact.mobilePhone,
  contact_email: contact.email,
  ...(contact.type === 'SUPER'
    ? {
        contact_id_doc_type: contact.documentType ?? ID_CARD,
        contact_id_number: contact.documentNumber,
        contact_id_doc_copy: one(contact.documentFront, media),
        contact_id_doc_copy_back: one(contact.documentBack, media),
        contact_period_begin: contact.documentFrom,
        contact_period_end: contact.documentUntil,
        business_authorization_letter: one(contact.authorizationLetter, media),
      }
    : {}),
});

const subjectInfo = (subject: WeChatPayApplication['subject'], media: MediaId): object => ({
  subject_type: `SUBJECT_TYPE_${subject.type}`,
  finance_institution: subject.financeInstitution ?? false,
  business_license_info: subject.businessLicense && {
    license_copy: media(subject.businessLicense.copy),
    license_number: subject.businessLicense.number,
    merchant_name: subject.businessLicense.merchantName,
    legal_person: subject.businessLicense.legalPerson,
    license_address: subject.businessLicense.address,
    period_begin: subject.businessLicense.from,
    period_end: subject.businessLicense.until,
  },
  certificate_info: subject.certificate && {
    cert_copy: media(subject.certificate.copy),
    cert_type: subject.certificate.type,
    cert_number: subject.certificate.number,
    merchant_name: subject.certificate.merchantName,
    company_address: subject.certificate.address,
    legal_person: subject.certificate.legalPerson,
    period_begin: subject.certificate.from,
    period_end: subject.certificate.until,
  },
  certificate_letter_copy: one(subject.certificateLetter, media),
  identity_info: identityInfo(subject.identity, media),
  ubo_info_list: subject.beneficialOwners?.map((owner) => ({
    ubo_id_doc_type: owner.documentType ?? ID_CARD,
    ubo_id_doc_copy: media(owner.front),
    ubo_id_doc_copy_back: one(owner.back, media),
    ubo_id_doc_name: owner.name,
    ubo_id_doc_number: owner.number,
    ubo_id_doc_address: owner.address,
    ubo_period_begin: owner.from,
    ubo_period_end: owner.until,
  })),
});

function identityInfo(identity: WeChatPayApplication['subject']['identity'], media: MediaId): object {
  const type = identity.documentType ?? ID_CARD;
  return {
    id_holder_type: identity.holder ?? 'LEGAL',
    id_doc_type: type,
    authorize_letter_copy: one(identity.authorizationLetter, media),
    ...(type === ID_CARD
      ? {
          id_card_info: {
            id_card_copy: media(identity.front),
            id_card_national: one(identity.back, media),
            id_card_name: identity.name,
            id_card_number: identity.number,
            id_card_address: identity.address,
            card_period_begin: identity.from,
            card_period_end: identity.until,
          },
        }
      : {
          id_doc_info: {
            id_doc_copy: media(identity.front),
            id_doc_copy_back: one(identity.back, media),
            id_doc_name: identity.name,
            id_doc_number: identity.number,
            id_doc_address: identity.address,
            doc_period_begin: identity.from,
            doc_period_end: identity.until,
          },
        }),
    owner: identity.owner ?? true,
  };
}

function salesInfo({ store, officialAccount, miniProgram, app, web }: WeChatPayApplication['business']['sales'], media: MediaId): object {
  const scenes = { STORE: store, MP: officialAccount, MINI_PROGRAM: miniProgram, APP: app, WEB: web };
  return {
    sales_scenes_type: Object.entries(scenes).flatMap(([name, scene]) => (scene ? [`SALES_SCENES_${name}`] : [])),
    biz_store_info: store && {
      biz_store_name: store.name,
      biz_address_code: store.addressCode,
      biz_store_address: store.address,
      store_entrance_pic: store.entrance.map(media),
      indoor_pic: store.indoor.map(media),
    },
    mp_info: officialAccount && {
      mp_appid: officialAccount.appId,
      mp_sub_appid: officialAccount.subAppId,
      mp_pics: officialAccount.pictures?.map(media),
    },
    mini_program_info: miniProgram && {
      mini_program_appid: miniProgram.appId,
      mini_program_sub_appid: miniProgram.subAppId,
      mini_program_pics: miniProgram.pictures?.map(media),
    },
    app_info: app && { app_appid: app.appId, app_sub_appid: app.subAppId, app_pics: app.pictures?.map(media) },
    web_info: web && { domain: web.domain, web_authorisation: one(web.authorization, media), web_appid: web.appId },
  };
}
