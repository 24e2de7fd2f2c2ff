import type { NewOnboarding } from '#commerce/payments/index.js';
import { connectPlatform, NewPlatform, type Onboarding, type PaymentPlatform } from '#commerce/payments/index.js';
import { onboardings } from '#commerce/payments/onboarding/onboarding.model.js';
import { type AgencyContext, acrossShops, type ShopContext } from '#tenants/index.js';
import { anUpload } from './importing.js';
import { aStripeKey } from './stripe.js';
import { type openWechatPay, type WechatMerchant, wechatPayInput } from './wechat-pay.js';

/** The agency as a Stripe platform, in the sandbox. */
export const aStripePlatform = (agency: AgencyContext, given: object = {}): Promise<PaymentPlatform> =>
  connectPlatform(agency, 'TEST', NewPlatform.parse({ stripe: { secretKey: aStripeKey(), ...given } }));

export const STRIPE_APPLICATION: NewOnboarding = {
  stripe: { country: 'US', email: 'merchant@example.com', businessType: 'COMPANY', returnUrl: 'https://shop.example/back' },
};

/** Makes an onboarding due, as if its time had come. */
export const makeDue = async ({ _id }: Pick<Onboarding, '_id'>): Promise<void> =>
  void (await acrossShops<Onboarding>(onboardings.name, 'test').update({ _id }, { $set: { pollAt: new Date(0) } }));

/** The agency as a WeChat Pay service provider, in the sandbox. */
export async function aWeChatPayPlatform(
  agency: AgencyContext,
  wechat: Awaited<ReturnType<typeof openWechatPay>>,
  given: object = {},
): Promise<{ platform: PaymentPlatform; provider: WechatMerchant }> {
  const provider = await wechat.makeMerchant({ kind: 'PROVIDER' });
  const input = NewPlatform.parse({ wechatPay: { ...wechatPayInput(provider), ...given } });
  return { platform: await connectPlatform(agency, 'TEST', input), provider };
}

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

export const aPicture = (where: AgencyContext | ShopContext): Promise<string> => anUpload(where, PNG);

/** A sole trader's, as the API takes it; every picture is this upload. `mark` stands in it for what must not be kept in clear. */
export const weChatPayApplication = (picture: string, mark = '张三') => ({
  contact: { type: 'LEGAL' as const, name: mark, mobilePhone: '13900000000', email: 'trader@example.com' },
  subject: {
    type: 'INDIVIDUAL' as const,
    businessLicense: { copy: picture, number: '92440300MA5EMP0W0X', merchantName: '南山区小店', legalPerson: mark },
    identity: {
      name: mark,
      number: '440300199001011234',
      front: picture,
      back: picture,
      from: '2020-01-01',
      until: '长期',
    },
  },
  business: {
    shortName: '小店',
    servicePhone: '0755222333',
    sales: { web: { domain: 'https://shop.example', authorization: picture } },
  },
  settlement: { id: '719', qualificationType: '零售批发', qualifications: [picture] },
  bankAccount: { type: 'PERSONAL' as const, name: mark, bank: '工商银行', addressCode: '440300', number: '6222020200001234567' },
  addition: { message: '无', pictures: [picture] },
});

/** The same with everything that an application can have. */
export function wholeApplication(picture: string, mark: string) {
  const application = weChatPayApplication(picture, mark);
  const document = { name: mark, number: '440300199001011234', front: picture, back: picture, from: '2020-01-01', until: '长期' };
  return {
    ...application,
    contact: {
      ...application.contact,
      type: 'SUPER' as const,
      documentNumber: '440300199001011234',
      documentFront: picture,
      documentBack: picture,
      documentFrom: '2020-01-01',
      documentUntil: '长期',
      authorizationLetter: picture,
    },
    subject: {
      ...application.subject,
      type: 'ENTERPRISE' as const,
      certificate: {
        copy: picture,
        type: 'CERTIFICATE_TYPE_2388',
        number: '111111111111',
        merchantName: mark,
        address: mark,
        legalPerson: mark,
        from: '2020-01-01',
        until: '长期',
      },
      certificateLetter: picture,
      identity: { ...document, address: mark, holder: 'SUPER' as const, authorizationLetter: picture },
      beneficialOwners: [{ ...document, address: mark }],
    },
    business: {
      ...application.business,
      sales: {
        ...application.business.sales,
        store: { name: mark, addressCode: '440305', address: mark, entrance: [picture], indoor: [picture] },
        miniProgram: { subAppId: 'wx1234567890abcdef', pictures: [picture] },
      },
    },
    addition: { ...application.addition, legalPersonCommitment: picture },
  };
}
