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

const zhTo = ({ newEmail }: Facts) => (newEmail ? `为${quoted(newEmail)}` : '');
const enTo = ({ newEmail }: Facts) => (newEmail ? ` to ${quoted(newEmail)}` : '');

const ZH_CHANGE_BACK =
  '如非您本人操作，请立即在仍登录的设备上修改密码（也可用新邮箱和您的密码登录），再将邮箱改回。如果已无法登录，请联系您服务商的其他所有者移除该账号。';
const EN_CHANGE_BACK =
  'If that was not you, change your password at once where you are still signed in, or sign in with the new address and your password; then change the address back. If you cannot get in any more, ask another owner of your agency to remove the account.';

const zhUndo = ({ newEmail, noUndo }: Facts): string[] => {
  if (!newEmail) return [ZH_CHANGE_BACK];
  if (noUndo) return ['本邮箱用于您的账号不足 7 天，因此不能撤销此次更改。此前发送至原邮箱的撤销链接仍然有效。', ZH_CHANGE_BACK];
  return [
    '如非您本人操作，请点击下方按钮撤销此次更改：邮箱将恢复为本邮箱，所有设备退出登录，您需要重新设置密码；更改前 7 天内或更改后开启的两步验证将关闭。链接 7 天内有效，只能使用一次。',
  ];
};
const enUndo = ({ newEmail, noUndo }: Facts): string[] => {
  if (!newEmail) return [EN_CHANGE_BACK];
  if (noUndo)
    return [
      "This address was the account's for less than 7 days, so it cannot undo the change. A link to do so that we sent to the address from before stays good.",
      EN_CHANGE_BACK,
    ];
  return [
    "If that was not you, undo it here: this address is the account's again, all sessions end, and you set a new password; two-step sign-in is off if it was switched on since, or less than 7 days before. The link is good for 7 days, and once.",
  ];
};

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
    EMAIL_CHANGE: (facts) => ({
      subject: '请确认您的新邮箱',
      paragraphs: [
        ...zhHello(facts),
        '有人在铺坊申请将其账号的邮箱更改为此邮箱。请点击下方按钮确认，之后即用此邮箱登录。链接 24 小时内有效，只能使用一次。',
        '如果不是您本人操作，请忽略此邮件，不会有任何更改。',
      ],
      action: '确认新邮箱',
    }),
    EMAIL_CHANGE_ASKED: (facts) => ({
      subject: '有人申请更改您账号的邮箱',
      paragraphs: [
        ...zhHello(facts),
        `有人使用您的密码申请将您账号的邮箱更改${zhTo(facts) || '为其他邮箱'}。在新邮箱中的链接被打开之前，一切不变。`,
        '如非您本人操作，请立即重设密码：此次更改会随之取消。然后请在“我的账号”中检查登录设备。',
      ],
      action: '',
    }),
    EMAIL_CHANGED: (facts) => ({
      subject: '您账号的邮箱已更改',
      paragraphs: [
        ...zhHello(facts),
        `您账号的邮箱已更改${zhTo(facts)}，今后请用新邮箱登录。密码没有改变，已登录的设备仍保持登录。`,
        ...zhUndo(facts),
      ],
      action: '撤销更改',
    }),
    EMAIL_CHANGE_UNDONE: (facts) => ({
      subject: '您账号的邮箱更改已撤销',
      paragraphs: [
        ...zhHello(facts),
        '有人通过发送至原邮箱的链接撤销了邮箱更改：您的账号已恢复使用原邮箱，无法再用本邮箱登录，所有设备均已退出登录。',
        '如非您本人操作，请联系您服务商的其他所有者移除该账号。',
      ],
      action: '',
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
    RECOVERY_CODES_RENEWED: (facts) => ({
      subject: '您的恢复码已更换',
      paragraphs: [...zhHello(facts), '您账号的恢复码刚刚已全部更换，旧的恢复码不再有效。', ZH_NOT_ME],
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
    EMAIL_CHANGE: (facts) => ({
      subject: 'Please confirm your new e-mail address',
      paragraphs: [
        ...enHello(facts),
        'Somebody asked at Shopyard that this be the e-mail address of his account. Please confirm that it is yours: from then on you sign in with it. The link is good for a day, and once.',
        'If that was not you, do nothing: nothing changes.',
      ],
      action: 'Confirm the new address',
    }),
    EMAIL_CHANGE_ASKED: (facts) => ({
      subject: 'Somebody asked to change the address of your account',
      paragraphs: [
        ...enHello(facts),
        `Somebody who typed your password asked to change the e-mail address of your account${enTo(facts)}. Until the link that we sent there is followed, nothing changes.`,
        'If that was not you, set a new password at once: that ends the change too. Then look at your sessions under “Your account”.',
      ],
      action: '',
    }),
    EMAIL_CHANGED: (facts) => ({
      subject: 'The address of your account was changed',
      paragraphs: [
        ...enHello(facts),
        `The e-mail address of your account was changed${enTo(facts)}: you sign in with the new one from now on. Your password is the same, and where you were signed in you still are.`,
        ...enUndo(facts),
      ],
      action: 'Undo the change',
    }),
    EMAIL_CHANGE_UNDONE: (facts) => ({
      subject: "The change of your account's address was undone",
      paragraphs: [
        ...enHello(facts),
        'Somebody followed the link that we sent to the address from before: your account has that address again. You no longer sign in with this one, and all sessions have ended.',
        'If that was not you, ask another owner of your agency to remove the account.',
      ],
      action: '',
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
    RECOVERY_CODES_RENEWED: (facts) => ({
      subject: 'You have new recovery codes',
      paragraphs: [
        ...enHello(facts),
        'The recovery codes of your account were all replaced just now: the old ones no longer work.',
        EN_NOT_ME,
      ],
      action: '',
    }),
  },
};

export const personLanguage = (locale: string): Language => (locale.startsWith('zh') ? zh : en);
