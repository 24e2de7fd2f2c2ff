import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anOrder, callerOf, opened, openSandbox, plugin } from '#tests/support/wechat-pay-sandbox.js';
import { newKeyPair } from './crypto.js';

let here: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  here = await openSandbox();
});
afterAll(() => here.close());

interface Certificates {
  data: { serial_no: string; encrypt_certificate: { ciphertext: string; nonce: string; associated_data: string } }[];
}

const query = (mchid: string) => `/v3/pay/transactions/out-trade-no/pay_none?mchid=${mchid}`;

describe('a request is believed', () => {
  test("under the merchant's own key and serial alone", async () => {
    const mine = await newKeyPair();
    const { privateKey: _theirs, ...merchant } = await here.makeMerchant({ publicKey: mine.publicKey });
    const other = await here.makeMerchant();
    const asked = (over: object) =>
      callerOf(here.sandbox, { ...merchant, privateKey: mine.privateKey, ...over })('GET', query(merchant.mchid));
    expect(await asked({})).toMatchObject({ status: 404, data: { code: 'ORDER_NOT_EXIST' } });
    for (const wrong of [{ privateKey: other.privateKey }, { serial: other.serial }, { mchid: '1699999999' }, { mchid: other.mchid }]) {
      expect(await asked(wrong)).toMatchObject({ status: 401, data: { code: 'SIGN_ERROR', detail: { location: 'authorization' } } });
    }
    const unsigned = await fetch(`${here.sandbox.url}${query(merchant.mchid)}`);
    expect([unsigned.status, ((await unsigned.json()) as { code: string }).code]).toEqual([401, 'SIGN_ERROR']);
  });

  test('for five minutes, and for the path and body that were signed', async () => {
    const { mchid, serial, privateKey } = await here.makeMerchant();
    const ask = async (age: number, path: string, signed = path) => {
      const [nonce, timestamp] = ['n'.repeat(32), String(Math.floor(Date.now() / 1000) - age)];
      const signature = plugin.Rsa.sign(`GET\n${signed}\n${timestamp}\n${nonce}\n\n`, privateKey);
      const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${serial}",signature="${signature}"`;
      return (await fetch(`${here.sandbox.url}${path}`, { headers: { authorization } })).status;
    };
    expect(await ask(290, query(mchid))).toBe(404);
    expect(await ask(310, query(mchid))).toBe(401);
    expect(await ask(-310, query(mchid))).toBe(401);
    expect(await ask(0, query(mchid), query('1600000000'))).toBe(401);
  });
});

describe('an answer is signed', () => {
  test('by the public key, and a merchant with one has no certificates', async () => {
    const merchant = await here.merchant();
    const { headers } = await merchant.call('POST', '/v3/pay/transactions/native', anOrder(merchant));
    expect(headers['wechatpay-serial']).toBe(merchant.publicKeyId);
    expect(merchant.publicKeyId).toMatch(/^PUB_KEY_ID_\d+$/);
    expect(await merchant.call('GET', '/v3/certificates')).toMatchObject({ status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } });
    const trusting = callerOf(here.sandbox, merchant, { [merchant.publicKeyId]: (await newKeyPair()).publicKey });
    await expect(trusting('POST', '/v3/pay/transactions/native', anOrder(merchant))).rejects.toMatchObject({
      code: 'EV3_RES_HEADER_SIGNATURE_DIGEST',
    });
  });

  test('by a certificate that the merchant fetches and opens; a rotation shows two, and the new one signs', async () => {
    const merchant = await here.merchant({ signs: 'SWITCHING' });
    const byKey = { headers: { 'Wechatpay-Serial': merchant.publicKeyId } };
    const open = ({ data }: Certificates) =>
      data.map(({ serial_no, encrypt_certificate: { ciphertext, nonce, associated_data } }) => {
        const pem = plugin.Aes.AesGcm.decrypt(ciphertext, merchant.apiV3Key, nonce, associated_data);
        expect(new X509Certificate(pem).serialNumber).toBe(serial_no);
        return [serial_no, pem] as const;
      });
    const fetched = async () => open((await merchant.call<Certificates>('GET', '/v3/certificates', undefined, byKey)).data);
    const trusting = (certificates: readonly (readonly [string, string])[]) => {
      const call = callerOf(here.sandbox, merchant, Object.fromEntries(certificates));
      return call('GET', '/v3/certificates');
    };
    const before = await fetched();
    expect(before.map(([serial]) => serial)).toEqual([merchant.certificateSerial]);
    expect((await trusting(before)).headers['wechatpay-serial']).toBe(merchant.certificateSerial);

    const { serial } = await here.control<{ serial: string }>('certificates/rotate');
    const during = await fetched();
    expect(during.map(([each]) => each)).toEqual([serial, merchant.certificateSerial]);
    await expect(trusting(before)).rejects.toMatchObject({ code: 'EV3_RES_HEADER_PLATFORM_SERIAL' });
    expect((await trusting(during)).headers['wechatpay-serial']).toBe(serial);
    expect(await here.control('certificates/retire')).toEqual({ serials: [serial] });
  });

  test('wrongly on command', async () => {
    const merchant = await here.merchant();
    const path = '/v3/pay/transactions/native';
    await here.control('faults', { mchid: merchant.mchid, path, act: 'forge' });
    await expect(merchant.call('POST', path, anOrder(merchant))).rejects.toMatchObject({ code: 'EV3_RES_HEADER_SIGNATURE_DIGEST' });
    expect((await merchant.call('POST', path, anOrder(merchant))).status).toBe(200);
  });
});

test('callbacks go by certificate or public key, as the merchant has it or the test wants it', async () => {
  const merchant = await here.merchant({ signs: 'CERTIFICATE' });
  const order = anOrder(merchant);
  const trusted = callerOf(here.sandbox, merchant);
  await trusted('POST', '/v3/pay/transactions/native', order).catch(() => null);
  await here.control(`orders/${order.out_trade_no}/pay`);
  const [event] = (await here.control<{ data: { id: string }[] }>(`events?outTradeNo=${order.out_trade_no}`, {}, 'GET')).data;
  await here.control(`deliver/${event!.id}`, { signedWith: 'PUBLIC_KEY' });
  const [byCertificate, byKey] = merchant.shop.received;
  expect(byCertificate!.headers['wechatpay-serial']).toMatch(/^[0-9A-F]{40}$/);
  expect(opened(byCertificate!, merchant.publicKey, merchant.apiV3Key)).toBeNull();
  expect(byKey!.headers['wechatpay-serial']).toBe(merchant.publicKeyId);
  expect(opened(byKey!, merchant.publicKey, merchant.apiV3Key)).toMatchObject({ out_trade_no: order.out_trade_no });
});
