import { z } from 'zod';
import { Cny, Fen, OutNumber } from './call.js';

/** What an order is made of, as documented. WeChat ignores a field that it does not know; here it is refused, so that a misspelt one is found. */
const App = z.string().min(1).max(32);
const Mchid = z.string().min(1).max(32);

/** No query: what identifies the shop goes into the path. https is WeChat's own rule; a shop on this machine has none. */
export const NotifyUrl = z
  .url({ protocol: /^https?$/, error: '必须为可访问的 http(s) 地址' })
  .max(255)
  .refine((url) => !url.includes('?'), '不能携带参数');

const Scene = {
  payer_client_ip: z.union([z.ipv4(), z.ipv6()], 'IP 地址格式错误'),
  device_id: z.string().max(32).optional(),
  store_info: z.looseObject({ id: z.string().max(32) }).optional(),
};
const SceneInfo = z.strictObject(Scene).optional();
const H5SceneInfo = z.strictObject({
  ...Scene,
  h5_info: z.strictObject({
    type: z.enum(['iOS', 'Android', 'Wap']),
    app_name: z.string().max(64).optional(),
    app_url: z.string().max(128).optional(),
    bundle_id: z.string().max(128).optional(),
    package_name: z.string().max(128).optional(),
  }),
});

const Common = {
  description: z.string().min(1).max(127),
  out_trade_no: OutNumber(32).min(6),
  time_expire: z.iso.datetime({ offset: true, error: '请遵循 rfc3339 标准格式' }).optional(),
  attach: z.string().max(128).optional(),
  notify_url: NotifyUrl,
  goods_tag: z.string().max(32).optional(),
  support_fapiao: z.boolean().optional(),
  amount: z.strictObject({ total: Fen, currency: Cny }),
  detail: z.looseObject({}).optional(),
  settle_info: z.strictObject({ profit_sharing: z.boolean().default(false) }).optional(),
};

const Direct = { appid: App, mchid: Mchid, ...Common };
const Partner = { sp_appid: App, sp_mchid: Mchid, sub_appid: App.optional(), sub_mchid: Mchid, ...Common };

const OpenId = z.string().min(1).max(128);
const PartnerPayer = z
  .strictObject({ sp_openid: OpenId.optional(), sub_openid: OpenId.optional() })
  .refine(({ sp_openid, sub_openid }) => sp_openid !== undefined || sub_openid !== undefined, 'sp_openid 和 sub_openid 至少填写一个');

/** Of each way to pay, in direct and in partner mode. */
export const DIRECT = {
  jsapi: z.strictObject({ ...Direct, payer: z.strictObject({ openid: OpenId }), scene_info: SceneInfo }),
  native: z.strictObject({ ...Direct, scene_info: SceneInfo }),
  app: z.strictObject({ ...Direct, scene_info: SceneInfo }),
  h5: z.strictObject({ ...Direct, scene_info: H5SceneInfo }),
};
export const PARTNER = {
  jsapi: z.strictObject({ ...Partner, payer: PartnerPayer, scene_info: SceneInfo }),
  native: z.strictObject({ ...Partner, scene_info: SceneInfo }),
  app: z.strictObject({ ...Partner, scene_info: SceneInfo }),
  h5: z.strictObject({ ...Partner, scene_info: H5SceneInfo }),
};

export type Way = keyof typeof DIRECT;
export const WAYS = Object.keys(DIRECT) as Way[];
