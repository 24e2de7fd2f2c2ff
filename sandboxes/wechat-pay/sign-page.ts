import express, { type Request, type Response, Router } from 'express';
import { buttons, ended, languageOf, sendPage } from '../frame/page.js';
import { findApplyment, signApplyment } from './applyments.js';
import type { House } from './house.js';
import type { KeptApplyment } from './kept.js';

const WORDS = {
  en: {
    title: 'Open a merchant account',
    note: 'This is the WeChat Pay sandbox. Nothing is checked and nobody is bound.',
    applicant: 'Application',
    sign: 'Verify the account and sign',
    over: {
      FINISHED: 'The account is open.',
      CANCELED: 'The application was withdrawn.',
      REJECTED: 'The application was rejected: hand it in again.',
    },
  },
  zh: {
    title: '开通商户号',
    note: '这是微信支付沙盒，不会进行真实审核，也不产生约束。',
    applicant: '申请单',
    sign: '完成账户验证并签约',
    over: { FINISHED: '商户号已开通。', CANCELED: '申请单已撤销。', REJECTED: '申请单已驳回，请重新提交。' },
  },
};

/** `GET` and `POST /sign/{applyment_id}`: where an application's `sign_url` leads, and what makes it a sub-merchant. */
export function signPage(house: House): Router {
  const router = Router();
  router.get('/:id', (req, res) => show(req, res, findApplyment(house, req.params.id)));
  router.post('/:id', express.urlencoded({ extended: false, limit: '1kb' }), (req, res) => {
    const kept = findApplyment(house, String(req.params.id));
    if (req.body?.action === 'sign' && !over(kept)) signApplyment(house, kept);
    show(req, res, kept);
  });
  return router;
}

const over = ({ state }: KeptApplyment) => (state === 'FINISHED' || state === 'CANCELED' || state === 'REJECTED' ? state : null);

function show(req: Request, res: Response, kept: KeptApplyment): void {
  const language = languageOf(req);
  const words = WORDS[language];
  const end = over(kept);
  const rest = end ? ended(words.over[end], null, '') : buttons({ sign: words.sign });
  sendPage(res, { language, title: words.title, note: words.note, amount: [words.applicant, String(kept.applymentId)], rest });
}
