import type { Translation } from '../../words';
import type en from './words.en';

export default {
  email: '邮箱',
  password: '密码',
  passwordHint: '至少 10 个字符，越长越安全。',
  showPassword: '显示或隐藏密码',
  name: '您的姓名',
  agencyName: '服务商名称',
  agencyNameHint: '公司名称；如果只经营一家店，填店名即可。',
  signIn: {
    title: '登录',
    action: '登录',
    new: '还没有账号？',
    wrong: '邮箱或密码不正确。',
  },
  signUp: {
    title: '开通服务商',
    text: '无需押金，立即可用：一分钟内即可开店接单。',
    action: '注册',
    known: '已有账号？',
  },
} satisfies Translation<typeof en>;
