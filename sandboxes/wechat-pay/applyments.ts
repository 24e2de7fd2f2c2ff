import { z } from 'zod';
import { type Call, invalid, missing, noAuth, Refusal, read } from './call.js';
import { digits, hex } from './crypto.js';
import type { House } from './house.js';
import { APPLYMENT_STATES, type ApplymentState, type KeptApplyment } from './kept.js';
import { findMerchant, keepMerchant, newMchid } from './merchants.js';

/** Where each state can lead. REJECTED and EDITTING lead on by handing the application in again. */
const TRANSITIONS: Record<ApplymentState, readonly ApplymentState[]> = {
  EDITTING: ['AUDITING', 'CANCELED'],
  AUDITING: ['REJECTED', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'CANCELED'],
  REJECTED: ['AUDITING', 'CANCELED'],
  TO_BE_CONFIRMED: ['TO_BE_SIGNED', 'REJECTED', 'CANCELED'],
  TO_BE_SIGNED: ['SIGNING', 'REJECTED', 'CANCELED'],
  SIGNING: ['FINISHED'],
  FINISHED: [],
  CANCELED: [],
};

const MESSAGES: Record<ApplymentState, string> = {
  EDITTING: '提交申请发生错误导致，请尝试重新提交。',
  AUDITING:
    '申请单正在审核中，超级管理员用微信打开“签约链接”，完成绑定微信号后，申请单进度将通过微信公众号通知超级管理员，引导完成后续步骤。',
  REJECTED: '请按照驳回原因修改申请资料，超级管理员用微信打开“签约链接”，完成绑定微信号，后续申请单进度将通过微信公众号通知超级管理员。',
  TO_BE_CONFIRMED: '请超级管理员使用微信打开返回的“签约链接”，根据页面指引完成账户验证。',
  TO_BE_SIGNED: '请超级管理员使用微信打开返回的“签约链接”，根据页面指引完成签约。',
  SIGNING: '系统开通相关权限中，请耐心等待。',
  FINISHED: '商户入驻申请已完成。',
  CANCELED: '申请单已被撤销。',
};

/** What comes encrypted, wherever it stands. */
const SENSITIVE = new Set([
  'contact_name',
  'contact_id_number',
  'mobile_phone',
  'contact_email',
  'id_card_name',
  'id_card_number',
  'id_card_address',
  'id_doc_name',
  'id_doc_number',
  'id_doc_address',
  'ubo_id_doc_name',
  'ubo_id_doc_number',
  'ubo_id_doc_address',
  'account_name',
  'account_number',
]);

const Block = z.looseObject({});
const Application = z.strictObject({
  business_code: z.string().regex(/^\w{1,124}$/, '只能由数字、字母或下划线组成'),
  contact_info: z.looseObject({
    contact_type: z.enum(['LEGAL', 'SUPER']),
    contact_name: z.string(),
    mobile_phone: z.string(),
    contact_email: z.string(),
  }),
  subject_info: z.looseObject({
    subject_type: z.enum([
      'SUBJECT_TYPE_INDIVIDUAL',
      'SUBJECT_TYPE_ENTERPRISE',
      'SUBJECT_TYPE_GOVERNMENT',
      'SUBJECT_TYPE_INSTITUTIONS',
      'SUBJECT_TYPE_OTHERS',
    ]),
    identity_info: Block,
  }),
  business_info: z.looseObject({
    merchant_shortname: z.string().min(1).max(64),
    service_phone: z.string().min(1).max(32),
    sales_info: z.looseObject({ sales_scenes_type: z.array(z.string()).min(1) }),
  }),
  settlement_info: z.looseObject({ settlement_id: z.string(), qualification_type: z.string() }),
  bank_account_info: z
    .looseObject({
      bank_account_type: z.enum(['BANK_ACCOUNT_TYPE_CORPORATE', 'BANK_ACCOUNT_TYPE_PERSONAL']),
      account_name: z.string(),
      account_bank: z.string(),
      account_number: z.string(),
    })
    .optional(),
  addition_info: Block.optional(),
});

/** `POST /v3/applyment4sub/applyment/`: the same business_code once more changes an application that was rejected. */
export function submitApplyment(house: House, call: Call): object {
  if (call.merchant.kind !== 'PROVIDER') throw noAuth('商户号不是服务商，无权调用特约商户进件');
  const given = read(Application, call.body);
  const application = withFieldsOpened(house, call, given, '');
  const id = `${call.merchant.mchid}/${given.business_code}`;
  const earlier = house.memory.shelves.applyments.find(id);
  if (earlier && !['EDITTING', 'REJECTED'].includes(earlier.state)) throw invalid('该业务申请编号对应的申请单状态不支持重新提交');
  const kept: KeptApplyment = {
    id,
    provider: call.merchant.mchid,
    businessCode: given.business_code,
    applymentId: earlier?.applymentId ?? Number(`2000002${digits(8)}`),
    state: 'AUDITING',
    auditDetail: [],
    subMchid: null,
    application,
  };
  house.memory.shelves.applyments.put(kept);
  house.memory.changed();
  return { applyment_id: kept.applymentId };
}

/** @throws {Refusal} naming the sensitive field that was not encrypted for the key that the request names */
function withFieldsOpened(house: House, call: Call, value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((one, index) => withFieldsOpened(house, call, one, `${path}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const field = `${path}/${name}`;
      if (!SENSITIVE.has(name) || typeof inner !== 'string' || inner === '') return [name, withFieldsOpened(house, call, inner, field)];
      const open = call.serial === null ? null : house.keys.open(call.merchant, inner, call.serial);
      if (open === null) throw new Refusal(400, 'PARAM_ERROR', `敏感信息解密失败 (${field})`, { field, value: inner, location: 'body' });
      return [name, open];
    }),
  );
}

/** `GET …/business_code/{code}` and `GET …/applyment_id/{id}` */
export function queryApplyment(house: House, call: Call): object {
  const { businessCode, applymentId } = call.params;
  const found = find(house, (businessCode ?? applymentId)!, businessCode !== undefined);
  if (!found || found.provider !== call.merchant.mchid) throw missing('申请单不存在');
  return shownApplyment(house, found);
}

function find({ memory }: House, name: string, byCode: boolean): KeptApplyment | undefined {
  return memory.shelves.applyments
    .newestFirst()
    .find(({ businessCode, applymentId }) => (byCode ? businessCode === name : String(applymentId) === name));
}

/** Until there is nothing to sign any more. */
const SIGNABLE: readonly ApplymentState[] = ['AUDITING', 'REJECTED', 'TO_BE_CONFIRMED', 'TO_BE_SIGNED'];

function shownApplyment({ address }: House, kept: KeptApplyment): object {
  const { businessCode, applymentId, state, auditDetail, subMchid } = kept;
  return {
    business_code: businessCode,
    applyment_id: applymentId,
    ...(subMchid ? { sub_mchid: subMchid } : {}),
    ...(SIGNABLE.includes(state) ? { sign_url: `${address()}/sign/${applymentId}` } : {}),
    applyment_state: `APPLYMENT_STATE_${state}`,
    applyment_state_msg: MESSAGES[state],
    ...(state === 'REJECTED' ? { audit_detail: auditDetail } : {}),
  };
}

const Move = z.strictObject({
  state: z.enum(APPLYMENT_STATES),
  auditDetail: z
    .array(z.strictObject({ field: z.string(), field_name: z.string(), reject_reason: z.string() }))
    .default([{ field: 'mobile_phone', field_name: '超级管理员手机', reject_reason: '超级管理员手机号码填写有误，请核对后重新填写' }]),
});

/** The control door: WeChat's people, and the merchant's administrator. @throws {Refusal} for a state that cannot follow */
export function moveApplyment(house: House, name: string, body: unknown): object {
  const kept = findApplyment(house, name);
  const { state, auditDetail } = read(Move, body);
  if (!TRANSITIONS[kept.state].includes(state))
    throw invalid(`After ${kept.state} comes ${TRANSITIONS[kept.state].join(', ') || 'nothing'}`);
  move(house, kept, state);
  if (state === 'REJECTED') kept.auditDetail = auditDetail;
  return shownApplyment(house, kept);
}

/** By business_code or applyment_id. @throws {Refusal} */
export function findApplyment(house: House, name: string): KeptApplyment {
  const kept = find(house, name, true) ?? find(house, name, false);
  if (!kept) throw missing(`No such application: ${name}`);
  return kept;
}

/** What its administrator does on the page of `sign_url`: all that is left, in order. */
export function signApplyment(house: House, kept: KeptApplyment): void {
  for (const state of ['TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED'] as const) {
    if (TRANSITIONS[kept.state].includes(state)) move(house, kept, state);
  }
}

/** A finished application makes the sub-merchant. */
function move(house: House, kept: KeptApplyment, state: ApplymentState): void {
  kept.state = state;
  if (state === 'FINISHED') {
    kept.subMchid = newMchid();
    const { publicKey } = findMerchant(house.memory, kept.provider);
    keepMerchant(house.memory, { kind: 'SUB_MERCHANT', mchid: kept.subMchid, provider: kept.provider, publicKey, appId: `wx${hex(8)}` });
  }
  house.memory.changed();
}
