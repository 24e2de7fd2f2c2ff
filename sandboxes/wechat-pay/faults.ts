import { z } from 'zod';
import { FaultFields, Faults } from '../frame/faults.js';
import type { House } from './house.js';

export const NewFault = FaultFields.extend({
  /** Only this merchant's calls, or, of api.weixin.qq.com, this application's. */
  mchid: z.string().optional(),
  appId: z.string().optional(),
  /** The error's code: SYSTEM_ERROR, FREQUENCY_LIMITED, NOT_ENOUGH, … */
  code: z.string().default('SYSTEM_ERROR'),
  /** Answers 200 with this `errcode`, as api.weixin.qq.com tells an error. */
  errcode: z.int().optional(),
  /** Beside the others: the answer's signature is `wrong`. */
  act: z.enum(['answer', 'drop', 'hold', 'delay', 'forge']),
}).refine(({ mchid, appId }) => (mchid === undefined) !== (appId === undefined), { message: 'Either mchid or appId', path: ['mchid'] });

/** An error is not signed: what stands before WeChat's API answers it, as often as not. */
export const wechatFaults = (): Faults =>
  new Faults((res, status, message) => void res.status(status).json({ code: 'SYSTEM_ERROR', message }));

export function addFault({ faults }: House, { mchid, appId, code, errcode, ...fault }: z.output<typeof NewFault>): { id: string } {
  return faults.add(mchid ?? appId!, fault, (res, status, message) => {
    if (errcode === undefined) res.status(status).json({ code, message });
    else res.json({ errcode, errmsg: message });
  });
}
