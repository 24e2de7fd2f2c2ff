import type { OnlineProvider, Provider } from '../../provider.js';
import { type AlipayAccount, type AlipayAccountChange, change, connect } from './account.js';
import { bill } from './bill.js';
import { answers, interpret, readCallback } from './notifications.js';
import { queryRefund, refund, reread } from './refunds.js';
import { check, close, METHODS, query, start } from './trades.js';

const online: OnlineProvider = { readCallback, answers, interpret, reread, query, close, refund, queryRefund, bill };

/** The shop's own application at Alipay. Source: opendocs.alipay.com/open. */
export const alipay: Provider<AlipayAccount, AlipayAccountChange> = { methods: () => METHODS, connect, change, check, start, online };
