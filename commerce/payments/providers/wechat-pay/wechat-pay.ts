import type { OnlineProvider, Provider } from '../../provider.js';
import { change, connect, signing, type WechatPayAccount, type WechatPayAccountChange } from './account.js';
import { bill } from './bill.js';
import { answers, interpret, readCallback } from './callback.js';
import { share, unshare } from './profit-sharing.js';
import { close, query, queryRefund, refund } from './query.js';
import { check, METHODS, start } from './start.js';

const online: OnlineProvider = { readCallback, answers, interpret, signing, query, close, share, unshare, refund, queryRefund, bill };

/**
 * WeChat Pay (API v3): a merchant of its own, or a sub-merchant of the agency's service provider, which then signs.
 * Source: pay.weixin.qq.com/doc/v3, merchant and partner.
 */
export const wechatPay: Provider<WechatPayAccount, WechatPayAccountChange> = {
  methods: () => METHODS,
  connect,
  change,
  check,
  start,
  online,
};
