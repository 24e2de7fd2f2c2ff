import express, { type Request, type Response, Router } from 'express';
import { buttons, sendPage } from '../frame/page.js';
import { findAccount, finish } from './accounts.js';
import { missing } from './call.js';
import type { House } from './house.js';
import { now } from './ids.js';

const WORDS = {
  en: {
    title: 'Tell Stripe about your business',
    note: 'This is the Stripe sandbox: nothing is asked and nothing is sent.',
    finish: 'Finish: take payments now',
    wait: 'Finish: Stripe still looks at it',
    leave: 'Leave without finishing',
  },
  zh: {
    title: '向 Stripe 填写商户资料',
    note: '这是 Stripe 沙盒：不收集也不提交任何资料。',
    finish: '完成：立即可收款',
    wait: '完成：Stripe 审核中',
    leave: '暂不填写，返回',
  },
};

/** `GET` and `POST /connect/{link}`: where an account link leads. One that is used or too old leads back for another. */
export function onboardingPage(house: House): Router {
  const router = Router();
  const { memory, post } = house;
  const linkOf = (id: string) => {
    const link = memory.links.find(id);
    if (!link) throw missing('account link', id);
    return link;
  };
  const over = ({ used, object }: ReturnType<typeof linkOf>) => used || object.expires_at <= now();

  router.get('/:id', (req, res) => {
    const link = linkOf(req.params.id);
    if (over(link)) return res.redirect(303, link.object.refresh_url);
    show(req, res);
  });
  router.post('/:id', express.urlencoded({ extended: false, limit: '1kb' }), async (req, res) => {
    const link = linkOf(String(req.params.id));
    const action: unknown = req.body?.action;
    if (over(link)) return res.redirect(303, link.object.refresh_url);
    if (!['finish', 'wait', 'leave'].includes(String(action))) return show(req, res.status(400));
    link.used = true;
    memory.changed();
    if (action !== 'leave') await post.send([finish(memory, findAccount(memory, null, link.object.account), action === 'finish')]);
    res.redirect(303, link.object.return_url);
  });
  return router;
}

function show(req: Request, res: Response): void {
  const language = String(req.acceptsLanguages('en', 'zh', 'zh-CN', 'zh-TW', 'zh-HK')).startsWith('zh') ? 'zh' : 'en';
  const { title, note, ...actions } = WORDS[language];
  sendPage(res, { language, title, note, rest: buttons(actions) });
}
