import type { PersonMail, PersonMailKind } from '#tenants/index.js';

/** What a mail to a person says; whatever stands in it is text, never HTML. */
interface Words {
  subject: string;
  paragraphs: string[];
  /** Over its link, where it has one. */
  action: string;
}

type Facts = PersonMail['facts'];
type Role = NonNullable<Facts['role']>;

interface Language {
  footer: string;
  mails: Readonly<Record<PersonMailKind, (facts: Facts) => Words>>;
}

const ROLES_ZH: Readonly<Record<Role, string>> = { OWNER: '所有者', MANAGER: '管理员', STAFF: '员工', READ_ONLY: '只读成员' };
const ROLES_EN: Readonly<Record<Role, string>> = {
  OWNER: 'an owner',
  MANAGER: 'a manager',
  STAFF: 'staff',
  READ_ONLY: 'a read-only member',
};

/** What others have called themselves does not pass for our own words, nor end its quotation by itself. */
const quoted = (name = '') => `“${name.replace(/[“”]/g, "'")}”`;

const zhHello = ({ name }: Facts) => (name ? [`${name}，您好：`] : ['您好：']);
const enHello = ({ name }: Facts) => (name ? [`Hello ${name},`] : ['Hello,']);

const ZH_NOT_ME = '如非您本人操作，请立即重设密码，并在“我的账号”中检查登录设备。';
const EN_NOT_ME = 'If that was not you, set a new password at once, and look at your sessions under “Your account”.';

const zh: Language = {
  footer: '此邮件由铺坊 Shopyard 发送，请勿直接回复。',
  mails: {
    EMAIL_CONFIRMATION: (facts) => ({
      subject: '请确认您的邮箱',
      paragraphs: [
        ...zhHello(facts),
        '请点击下方按钮确认此邮箱。确认后即可邀请成员、开设正式店铺。链接 3 天内有效。',
        '如果您没有注册铺坊，请忽略此邮件。',
      ],
      action: '确认邮箱',
    }),
    PASSWORD_RESET: (facts) => ({
      subject: '重设您的密码',
      paragraphs: [
        ...zhHello(facts),
        '有人请求重设您账号的密码。请点击下方按钮设置新密码，链接 1 小时内有效，只能使用一次。',
        '如果不是您本人操作，请忽略此邮件，密码不会改变。',
      ],
      action: '设置新密码',
    }),
    INVITATION: (facts) => ({
      subject: `${quoted(facts.inviter)}邀请您加入${facts.shop ? `店铺${quoted(facts.shop)}` : quoted(facts.agency)}`,
      paragraphs: [
        ...zhHello(facts),
        `${quoted(facts.inviter)}邀请您以${ROLES_ZH[facts.role!]}身份加入${facts.shop ? `${quoted(facts.agency)}的店铺${quoted(facts.shop)}` : `服务商${quoted(facts.agency)}`}。`,
        '邀请 14 天内有效。如果您不认识对方，请忽略此邮件。',
      ],
      action: '查看邀请',
    }),
    PASSWORD_CHANGED: (facts) => ({
      subject: '您的密码已修改',
      paragraphs: [...zhHello(facts), '您账号的密码刚刚已修改，其他设备上的登录均已退出。', ZH_NOT_ME],
      action: '',
    }),
    TWO_FACTOR_ENABLED: (facts) => ({
      subject: '两步验证已开启',
      paragraphs: [...zhHello(facts), '您的账号已开启两步验证，今后登录时需要输入验证器应用中的验证码。', ZH_NOT_ME],
      action: '',
    }),
    TWO_FACTOR_DISABLED: (facts) => ({
      subject: '两步验证已关闭',
      paragraphs: [...zhHello(facts), '您的账号已关闭两步验证，今后只需密码即可登录。', ZH_NOT_ME],
      action: '',
    }),
    RECOVERY_CODE_USED: (facts) => ({
      subject: '有人使用了您的恢复码',
      paragraphs: [...zhHello(facts), `您账号的一个恢复码刚刚被使用，还剩 ${facts.recoveryCodesLeft ?? 0} 个。`, ZH_NOT_ME],
      action: '',
    }),
  },
};

const en: Language = {
  footer: 'Shopyard sent you this mail. Nobody reads replies to it.',
  mails: {
    EMAIL_CONFIRMATION: (facts) => ({
      subject: 'Please confirm your e-mail address',
      paragraphs: [
        ...enHello(facts),
        'Please confirm that this address is yours: it is needed before you invite people and before your first live shop. The link is good for 3 days.',
        'If you did not sign up at Shopyard, do nothing.',
      ],
      action: 'Confirm the address',
    }),
    PASSWORD_RESET: (facts) => ({
      subject: 'Set a new password',
      paragraphs: [
        ...enHello(facts),
        'Somebody asked for a new password for your account. Set it here; the link is good for an hour, and once.',
        'If that was not you, do nothing: your password stays as it is.',
      ],
      action: 'Set a new password',
    }),
    INVITATION: (facts) => ({
      subject: `${quoted(facts.inviter)} invites you to ${quoted(facts.shop ?? facts.agency)}`,
      paragraphs: [
        ...enHello(facts),
        `${quoted(facts.inviter)} invites you to join ${facts.shop ? `the shop ${quoted(facts.shop)} of ${quoted(facts.agency)}` : quoted(facts.agency)} as ${ROLES_EN[facts.role!]}.`,
        'The invitation is good for 14 days. If you do not know who this is, do nothing.',
      ],
      action: 'Look at the invitation',
    }),
    PASSWORD_CHANGED: (facts) => ({
      subject: 'Your password was changed',
      paragraphs: [...enHello(facts), 'The password of your account was changed just now. All other sessions have ended.', EN_NOT_ME],
      action: '',
    }),
    TWO_FACTOR_ENABLED: (facts) => ({
      subject: 'Two-step sign-in is on',
      paragraphs: [...enHello(facts), 'From now on signing in takes a code of your authenticator app too.', EN_NOT_ME],
      action: '',
    }),
    TWO_FACTOR_DISABLED: (facts) => ({
      subject: 'Two-step sign-in is off',
      paragraphs: [...enHello(facts), 'From now on your password alone is enough to sign in.', EN_NOT_ME],
      action: '',
    }),
    RECOVERY_CODE_USED: (facts) => ({
      subject: 'A recovery code was used',
      paragraphs: [
        ...enHello(facts),
        `Somebody signed in with one of your recovery codes just now. ${facts.recoveryCodesLeft ?? 0} are left.`,
        EN_NOT_ME,
      ],
      action: '',
    }),
  },
};

export const personLanguage = (locale: string): Language => (locale.startsWith('zh') ? zh : en);
