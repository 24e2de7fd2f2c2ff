import { type Call, missing } from './call.js';
import { seal } from './crypto.js';
import type { House } from './house.js';

/** `GET /v3/certificates`: those that are valid, each under the merchant's API v3 key. @throws {Refusal} where he has a public key instead */
export function listCertificates({ keys }: House, { merchant }: Call): object {
  if (merchant.signs === 'PUBLIC_KEY') throw missing('无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥');
  return {
    data: keys.certificates().map(({ id, certificate, from, until }) => ({
      serial_no: id,
      effective_time: from,
      expire_time: until,
      encrypt_certificate: seal(certificate!, merchant.apiV3Key, 'certificate'),
    })),
  };
}
