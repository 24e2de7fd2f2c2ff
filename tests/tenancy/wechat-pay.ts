import type { openWechatPay } from '#tests/support/wechat-pay.js';

type WeChatPay = Awaited<ReturnType<typeof openWechatPay>>;
let opened: WeChatPay | null = null;

/** Tenants are taken on in this sandbox from now on. */
export const takeOnIn = (sandbox: WeChatPay): void => {
  opened = sandbox;
};

export function wechatPayHere(): WeChatPay {
  if (!opened) throw new Error('Tenants are taken on at WeChat Pay: open its sandbox, and takeOnIn it');
  return opened;
}
