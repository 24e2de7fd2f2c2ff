import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { aShop } from '#tests/support/factories.js';
import { anOrder } from '#tests/support/shopping.js';
import { applyCallbacks, booksOf } from '#tests/support/stripe.js';
import { connectWechatPay, openWechatPay, startWechatPay, wechatPayInput } from '#tests/support/wechat-pay.js';
import { type PaymentAccount, paymentAccountId, paymentAccounts } from '../../account.model.js';
import { connectPaymentAccount, updatePaymentAccount } from '../../accounts.js';
import { doors } from '../../doors.js';
import { refreshKeys } from '../../keys.js';
import { openAccount } from '../../opened.js';
import { readKey } from './client.js';

let wechat: Awaited<ReturnType<typeof openWechatPay>>;
beforeAll(async () => {
  await connectForTest();
  wechat = await openWechatPay();
});
afterAll(async () => {
  await wechat.close();
  await disconnectAfterTest();
});

const anotherPair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const serialsOf = async (shop: Parameters<typeof openAccount>[0], { _id }: PaymentAccount) =>
  (await openAccount(shop, (await paymentAccounts.in(shop).findOne({ _id }))!)).signing.map((text) => readKey(text).serial);

test('a merchant with certificates alone is connected without a public key', async () => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant, { withPublicKey: false });
  expect(await serialsOf(shop, account)).toEqual([merchant.certificateSerial]);
});

test('no secret stands in the database as it is', async () => {
  const merchant = await wechat.makeMerchant();
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant);
  const stored = JSON.stringify(await paymentAccounts.in(shop).findOne({ _id: account._id }));
  expect(stored).not.toContain(merchant.apiV3Key);
  expect(stored).not.toContain('PRIVATE KEY');
});

test.each([
  ['another private key', { privateKey: anotherPair.privateKey }, { code: 'PROVIDER_REJECTED', message: /SIGN_ERROR/ }],
  ['another serial', { serial: '7ABC' }, { code: 'PROVIDER_REJECTED', message: /SIGN_ERROR/ }],
  ['another API v3 key', { apiV3Key: 'f'.repeat(32) }, { code: 'PROVIDER_REJECTED', message: /API v3 key/ }],
])('%s: not connected', async (_what, wrong, { code, message }) => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const connecting = connectPaymentAccount(await aShop(), {
    wechatPay: { ...wechatPayInput(merchant, { withPublicKey: false }), ...wrong },
  });
  await expect(connecting).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('a merchant with a public key alone must give it, whole and the right one', async () => {
  const merchant = await wechat.makeMerchant();
  const shop = await aShop();
  const connecting = (given: object) => connectPaymentAccount(shop, { wechatPay: { ...wechatPayInput(merchant), ...given } });
  await expect(connecting({ publicKeyId: null, publicKey: null })).rejects.toMatchObject({ field: ['wechatPay', 'publicKeyId'] });
  await expect(connecting({ publicKey: null })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['wechatPay', 'publicKey'] });
  await expect(connecting({ publicKeyId: 'PUB_KEY_ID_0999' })).rejects.toMatchObject({ field: ['wechatPay', 'publicKeyId'] });
  await expect(connecting({ publicKey: anotherPair.publicKey })).rejects.toMatchObject({ field: ['wechatPay', 'publicKey'] });
});

test('while a merchant goes from certificates to a public key, both are believed', async () => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant, { withPublicKey: false });
  await wechat.control(`merchants/${merchant.mchid}`, { signs: 'SWITCHING' });
  const { publicKeyId, publicKey } = merchant;
  await updatePaymentAccount(shop, paymentAccountId.encode(account._id), { wechatPay: { publicKeyId, publicKey } });
  expect(await serialsOf(shop, account)).toEqual([publicKeyId, merchant.certificateSerial]);
  for (const signedWith of ['PUBLIC_KEY', 'CERTIFICATE']) {
    const order = await anOrder(shop);
    const { payment } = await startWechatPay(shop, order);
    expect((await wechat.pay(payment, { signedWith })).deliveries).toMatchObject([{ status: 204 }]);
    await applyCallbacks(shop);
    expect((await booksOf(shop, order)).order.paymentStatus).toBe('PAID');
  }
});

test('a certificate that took another one’s place is learned from the callback that it signs', async () => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant, { withPublicKey: false });
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  const { serial } = await wechat.control<{ serial: string }>('certificates/rotate', {});
  expect((await wechat.pay(payment)).deliveries).toMatchObject([{ status: 204 }]);
  expect((await serialsOf(shop, account))[0]).toBe(serial);
});

test('strangers’ serials make us ask once a minute and no more', async () => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant, { withPublicKey: false });
  const { id } = await wechat.control<{ id: string }>('faults', {
    mchid: merchant.mchid,
    method: 'GET',
    path: '/v3/certificates',
    act: 'delay',
    ms: 1,
    times: 100,
  });
  const { payment } = await startWechatPay(shop, await anOrder(shop));
  for (const letter of ['A', 'B', 'C']) {
    doors.delete(paymentAccountId.encode(account._id));
    await wechat.pay(payment, { serial: '7'.padEnd(40, letter), retries: 0 }).catch(() => null);
  }
  expect(await wechat.control(`faults/${id}`)).toMatchObject({ met: 1 });
});

test('an answer under a new certificate is believed, once it is read', async () => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const shop = await aShop();
  await connectWechatPay(shop, merchant, { withPublicKey: false });
  await wechat.control('certificates/rotate', {});
  expect((await startWechatPay(shop, await anOrder(shop))).payment.status).toBe('PENDING');
});

test('once a day the certificates are read anew, the old ones staying beside them', async () => {
  const merchant = await wechat.makeMerchant({ signs: 'CERTIFICATE' });
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant, { withPublicKey: false });
  const before = await serialsOf(shop, account);
  const { serial } = await wechat.control<{ serial: string }>('certificates/rotate', {});
  await refreshKeys();
  expect(await serialsOf(shop, account)).toEqual(before);
  await refreshKeys(new Date(Date.now() + 25 * 3600_000));
  const after = await serialsOf(shop, account);
  expect(after[0]).toBe(serial);
  expect(after).toEqual(expect.arrayContaining(before.slice(0, 2)));
  expect(after.length).toBeLessThanOrEqual(4);
});

test('what payments under way name cannot be changed; a certificate is given whole', async () => {
  const merchant = await wechat.makeMerchant();
  const shop = await aShop();
  const account = await connectWechatPay(shop, merchant);
  const changing = (wechatPay: object) => updatePaymentAccount(shop, paymentAccountId.encode(account._id), { wechatPay });
  await expect(changing({ mchid: '1999999999' })).rejects.toMatchObject({ code: 'ACCOUNT_MISMATCH', field: ['wechatPay', 'mchid'] });
  await expect(changing({ appId: 'wxanother1' })).rejects.toMatchObject({ code: 'ACCOUNT_MISMATCH', field: ['wechatPay', 'appId'] });
  await expect(changing({ serial: '7ABC' })).rejects.toMatchObject({ code: 'INVALID_INPUT', field: ['wechatPay', 'privateKey'] });
  await expect(changing({ serial: '7ABC', privateKey: merchant.privateKey })).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  const changed = await changing({ miniProgramAppId: 'wxminiprogram1' });
  expect(changed.settings).toMatchObject({ appId: merchant.appId, serial: merchant.serial, miniProgramAppId: 'wxminiprogram1' });
});
