import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aNumber, anOrder, opened, openSandbox, plugin, sha256 } from '#tests/support/wechat-pay-sandbox.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

const SHARING = '/v3/profitsharing/orders';

async function paidThrough(provider: Awaited<ReturnType<typeof here.merchant>>, profit_sharing = true) {
  const sub = await here.makeMerchant({ kind: 'SUB_MERCHANT', provider: provider.mchid });
  const { appid: _appid, mchid: _mchid, ...rest } = anOrder(provider, { settle_info: { profit_sharing } });
  const order = { ...rest, sp_appid: provider.appId, sp_mchid: provider.mchid, sub_mchid: sub.mchid };
  await provider.call('POST', '/v3/pay/partner/transactions/native', order);
  await here.control(`orders/${order.out_trade_no}/pay`);
  const { transaction_id } = opened(provider.shop.received.at(-1)!, provider.publicKey, provider.apiV3Key)! as { transaction_id: string };
  const receiver = { type: 'MERCHANT_ID', account: provider.mchid };
  const share = (amount: number, more: object = {}) => ({
    sub_mchid: sub.mchid,
    appid: provider.appId,
    transaction_id,
    out_order_no: aNumber(),
    receivers: [{ ...receiver, amount, description: 'Commission' }],
    unfreeze_unsplit: true,
    ...more,
  });
  const add = (more: object = {}, config: object = {}) =>
    provider.call(
      'POST',
      '/v3/profitsharing/receivers/add',
      { sub_mchid: sub.mchid, appid: provider.appId, ...receiver, relation_type: 'SERVICE_PROVIDER', ...more },
      config,
    );
  return { sub, transaction_id, share, add };
}

describe('profit sharing', () => {
  test('gives the provider its part and the merchant the rest; once more is the same; nothing is left', async () => {
    const provider = await here.merchant({ kind: 'PROVIDER' });
    const { sub, transaction_id, share, add } = await paidThrough(provider);
    const order = share(100);
    expect(await provider.call('POST', SHARING, order)).toMatchObject({ status: 403, data: { code: 'NO_AUTH' } }); // not added yet
    const name = plugin.Rsa.encrypt('铺坊科技', provider.publicKey);
    expect((await add({ name })).data).toMatchObject({ code: 'PARAM_ERROR' }); // names no key
    expect((await add({ name }, { headers: { 'Wechatpay-Serial': provider.publicKeyId } })).status).toBe(200);
    const first = await provider.call<{ order_id: string }>('POST', SHARING, order);
    expect(first.data).toMatchObject({
      state: 'PROCESSING',
      receivers: [
        { amount: 100, result: 'PENDING' },
        { amount: 1899, account: sub.mchid },
      ],
    });
    expect((await provider.call('POST', SHARING, order)).data).toMatchObject({ order_id: first.data.order_id });
    expect((await provider.call('POST', SHARING, { ...order, unfreeze_unsplit: false })).data).toMatchObject({ code: 'INVALID_REQUEST' });
    const query = `${SHARING}/${order.out_order_no}?sub_mchid=${sub.mchid}&transaction_id=${transaction_id}`;
    expect((await provider.call('GET', query)).data).toMatchObject({
      state: 'FINISHED',
      receivers: [{ result: 'SUCCESS' }, { result: 'SUCCESS' }],
    });
    expect((await provider.call('POST', SHARING, share(1))).data).toMatchObject({ code: 'NOT_ENOUGH' });
  });

  test('is bounded, needs an order that was made for it, and ends where the test decides', async () => {
    const provider = await here.merchant({ kind: 'PROVIDER', sharing: 'BY_CONTROL' });
    const { transaction_id, sub, share, add } = await paidThrough(provider);
    await add();
    expect((await provider.call('POST', SHARING, share(700))).data).toMatchObject({ code: 'RULE_LIMIT' });
    const order = share(100, { unfreeze_unsplit: false });
    await provider.call('POST', SHARING, order);
    await here.control(`profitsharing/${order.out_order_no}/finish`, { result: 'CLOSED', failReason: 'ACCOUNT_ABNORMAL' });
    const query = `${SHARING}/${order.out_order_no}?sub_mchid=${sub.mchid}&transaction_id=${transaction_id}`;
    expect((await provider.call('GET', query)).data).toMatchObject({ receivers: [{ result: 'CLOSED', fail_reason: 'ACCOUNT_ABNORMAL' }] });
    const unfreeze = { sub_mchid: sub.mchid, transaction_id, out_order_no: aNumber(), description: '解冻全部剩余资金' };
    expect((await provider.call('POST', `${SHARING}/unfreeze`, unfreeze)).data).toMatchObject({
      receivers: [{ amount: 1999, account: sub.mchid }],
    });
    expect((await provider.call('GET', `/v3/profitsharing/transactions/${transaction_id}/amounts`)).data).toEqual({
      transaction_id,
      unsplit_amount: 0,
    });

    const plain = await paidThrough(provider, false);
    await plain.add();
    expect((await provider.call('POST', SHARING, plain.share(1))).data).toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await provider.call('GET', `${SHARING}/none?sub_mchid=${sub.mchid}&transaction_id=${transaction_id}`)).status).toBe(404);
  });
});

describe("a merchant's application", () => {
  const APPLYMENT = '/v3/applyment4sub/applyment/';

  async function applying() {
    const provider = await here.merchant({ kind: 'PROVIDER' });
    const sealed = (text: string) => plugin.Rsa.encrypt(text, provider.publicKey);
    const application = {
      business_code: `${provider.mchid}_${aNumber()}`,
      contact_info: {
        contact_type: 'LEGAL',
        contact_name: sealed('张三'),
        mobile_phone: sealed('13800000000'),
        contact_email: sealed('a@example.com'),
      },
      subject_info: { subject_type: 'SUBJECT_TYPE_INDIVIDUAL', identity_info: { id_card_info: { id_card_name: sealed('张三') } } },
      business_info: { merchant_shortname: '铺坊', service_phone: '0755000000', sales_info: { sales_scenes_type: ['SALES_SCENES_WEB'] } },
      settlement_info: { settlement_id: '719', qualification_type: '零售批发/生活娱乐/其他' },
      bank_account_info: {
        bank_account_type: 'BANK_ACCOUNT_TYPE_PERSONAL',
        account_name: sealed('张三'),
        account_bank: '招商银行',
        account_number: sealed('6225000000000000'),
      },
    };
    const headers = { 'Wechatpay-Serial': provider.publicKeyId };
    const submit = (more: object = {}) =>
      provider.call<{ applyment_id: number }>('POST', APPLYMENT, { ...application, ...more }, { headers });
    const state = async () =>
      (await provider.call<Record<string, string>>('GET', `${APPLYMENT}business_code/${application.business_code}`)).data;
    const move = (to: object) => here.control(`applyments/${application.business_code}`, to);
    return { provider, application, submit, state, move };
  }

  test('goes its way to a sub-merchant that takes payments, rejected and handed in again between', async () => {
    const { provider, submit, state, move } = await applying();
    const { data } = await submit();
    expect(await state()).toMatchObject({ applyment_id: data.applyment_id, applyment_state: 'APPLYMENT_STATE_AUDITING' });
    expect((await submit()).data).toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await move({ state: 'FINISHED' })).message).toContain('After AUDITING comes');
    const auditDetail = [{ field: 'id_card_name', field_name: '身份证姓名', reject_reason: '姓名与证件不符' }];
    await move({ state: 'REJECTED', auditDetail });
    expect(await state()).toMatchObject({ applyment_state: 'APPLYMENT_STATE_REJECTED', audit_detail: auditDetail });
    expect((await submit()).data).toEqual(data);
    await move({ state: 'TO_BE_SIGNED' });
    const { sign_url } = await state();
    expect(await (await fetch(sign_url!, { headers: { 'accept-language': 'zh' } })).text()).toContain('签约');
    await fetch(sign_url!, { method: 'POST', body: new URLSearchParams({ action: 'sign' }) });
    const finished = (await provider.call<Record<string, string>>('GET', `${APPLYMENT}applyment_id/${data.applyment_id}`)).data;
    expect(finished).toMatchObject({ applyment_state: 'APPLYMENT_STATE_FINISHED', sub_mchid: expect.stringMatching(/^16\d{8}$/) });
    expect(finished).not.toHaveProperty('sign_url');
    const { appid: _appid, mchid: _mchid, ...rest } = anOrder(provider);
    const order = { ...rest, sp_appid: provider.appId, sp_mchid: provider.mchid, sub_mchid: finished.sub_mchid };
    expect((await provider.call('POST', '/v3/pay/partner/transactions/native', order)).status).toBe(200);
  });

  test('is refused with a field that is not encrypted for the platform, without a block, and from who is no provider', async () => {
    const { application, submit, provider } = await applying();
    const plain = { contact_info: { ...application.contact_info, contact_name: '张三' } };
    expect((await submit(plain)).data).toMatchObject({ code: 'PARAM_ERROR', detail: { field: '/contact_info/contact_name' } });
    expect((await submit({ subject_info: undefined })).data).toMatchObject({ code: 'PARAM_ERROR', detail: { field: '/subject_info' } });
    const merchant = await here.merchant();
    expect((await merchant.call('POST', APPLYMENT, application)).data).toMatchObject({ code: 'NO_AUTH' });
    expect((await provider.call('GET', `${APPLYMENT}business_code/none`)).status).toBe(404);
  });

  test('takes pictures whose digest is right', async () => {
    const provider = await here.merchant({ kind: 'PROVIDER' });
    const file = Buffer.from('a picture');
    const upload = async (digest: string) => {
      const meta = { filename: 'licence.png', sha256: digest };
      const form = new plugin.Multipart();
      form.append('meta', JSON.stringify(meta));
      form.append('file', file, 'licence.png');
      return provider.call<{ media_id: string }>('POST', '/v3/merchant/media/upload', form.getBuffer(), {
        meta,
        headers: form.getHeaders(),
      });
    };
    expect((await upload(sha256(file))).data.media_id).toMatch(/^\w+$/);
    expect((await upload(sha256(Buffer.from('another')))).data).toMatchObject({ code: 'PARAM_ERROR' });
  });
});
