import type { NextStep } from './onboarding.model.js';

const WORDS: Readonly<Record<NextStep['kind'], { zh: string; en: string }>> = {
  MEND: {
    zh: '请按驳回原因修改资料，然后重新提交。',
    en: 'Mend what was rejected, and hand it in again.',
  },
  CONFIRM: {
    zh: '请超级管理员用微信打开链接，按指引完成账户验证。',
    en: 'The super administrator opens the link in WeChat and confirms the account.',
  },
  SIGN: {
    zh: '请超级管理员用微信打开链接并签约。',
    en: 'The super administrator opens the link in WeChat and signs.',
  },
  COMPLETE: {
    zh: '请在 Stripe 页面补全所需信息。',
    en: 'Tell Stripe on its page what it still wants to know.',
  },
  OWN_ACCOUNT: {
    zh: '店铺自有账户正在收款，予以保留：停用它之后，此账户将在一小时内自动启用。',
    en: "The shop's own account takes the payments and stays: disable it, and this one takes its place within the hour.",
  },
};

/** What the merchant does next, as a sentence. */
export const stepText = (kind: NextStep['kind'], locale: string): string => WORDS[kind][locale.startsWith('zh') ? 'zh' : 'en'];
