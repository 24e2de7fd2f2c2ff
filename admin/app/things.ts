import type { Scope, ShopMode } from '../generated/graphql';
import type { IconName } from '../ui/icon';
import type frame from '../words/words.en';

/** What a page holds, to be found by its own name. */
export interface Thing {
  /** Below the shop's or agency's own address. */
  to: string;
  label: keyof (typeof frame)['search']['things'];
  icon: IconName;
  scope?: Scope;
  /** Where it stands in shops of this mode alone. */
  mode?: ShopMode;
  /** What else people call it, in either language, in small letters. */
  also: string;
}

export const SHOP_THINGS: readonly Thing[] = [
  {
    to: '/products/new',
    label: 'newProduct',
    icon: 'products',
    scope: 'write_products',
    also: 'new create product item 新建 新增 发布商品',
  },
  { to: '/products/edits', label: 'edits', icon: 'products', scope: 'read_products', also: 'bulk edit undo change 批量 撤销 改价' },
  { to: '/categories', label: 'categories', icon: 'collections', scope: 'read_products', also: 'category tree 类目 分类' },
  { to: '/attributes', label: 'attributes', icon: 'collections', scope: 'read_products', also: 'attribute metafield property 属性 参数' },
  {
    to: '/inventory/locations',
    label: 'locations',
    icon: 'inventory',
    scope: 'read_inventory',
    also: 'location warehouse store 仓库 门店',
  },
  { to: '/imports/feeds', label: 'feeds', icon: 'imports', scope: 'write_products', also: 'feed schedule sync 定时 同步 数据源' },
  {
    to: '/payments/methods',
    label: 'methods',
    icon: 'payments',
    scope: 'read_payments',
    also: 'wechat alipay stripe cash transfer card 微信 支付宝 现金 转账 银行卡 货到付款',
  },
  { to: '/payments/ledger', label: 'ledger', icon: 'payments', scope: 'read_payments', also: 'books balance fee 账本 余额 流水 手续费' },
  {
    to: '/payments/statements',
    label: 'statements',
    icon: 'payments',
    scope: 'read_payments',
    also: 'statement invoice csv pdf 对账单 账单',
  },
  { to: '/payments/differences', label: 'differences', icon: 'payments', scope: 'read_payments', also: 'reconcile difference 差异 对账' },
  { to: '/payments/disputes', label: 'disputes', icon: 'payments', scope: 'read_payments', also: 'dispute chargeback complaint 投诉 拒付' },
  {
    to: '/notifications/templates',
    label: 'templates',
    icon: 'notifications',
    scope: 'read_orders',
    also: 'template mail e-mail email 邮件 模板',
  },
  {
    to: '/people',
    label: 'invite',
    icon: 'people',
    scope: 'write_settings',
    also: 'invite member staff role permission 邀请 员工 角色 权限',
  },
  {
    to: '/developers?example=shelf',
    label: 'testOrder',
    icon: 'developers',
    scope: 'read_orders',
    mode: 'TEST',
    also: 'test order sandbox checkout 测试 下单 沙箱',
  },
  { to: '/developers/tokens', label: 'tokens', icon: 'tokens', scope: 'read_settings', also: 'api key token secret 密钥 令牌' },
  { to: '/developers/events', label: 'events', icon: 'developers', scope: 'read_orders', also: 'event webhook log 事件 日志' },
  {
    to: '/settings?section=general',
    label: 'general',
    icon: 'settings',
    scope: 'read_settings',
    also: 'name language currency time zone handle 名称 语言 货币 币种 时区',
  },
  {
    to: '/settings?section=selling',
    label: 'selling',
    icon: 'settings',
    scope: 'read_settings',
    also: 'e-mail email notice expire unpaid low stock alert 邮箱 通知 未付款 关闭时间 库存预警',
  },
  { to: '/settings?section=tax', label: 'tax', icon: 'settings', scope: 'read_settings', also: 'tax vat gst rate 税' },
  {
    to: '/settings?section=shipping',
    label: 'shipping',
    icon: 'settings',
    scope: 'read_settings',
    also: 'shipping delivery freight postage countries 配送 运费 快递 包邮',
  },
  { to: '/settings/redirects', label: 'redirects', icon: 'settings', scope: 'read_products', also: 'redirect url seo link 跳转 链接 网址' },
  {
    to: '/settings?section=close',
    label: 'close',
    icon: 'settings',
    scope: 'write_settings',
    also: 'close delete end shop 关闭 停业 删除',
  },
];

export const AGENCY_THINGS: readonly Thing[] = [
  { to: '/shops/new', label: 'openShop', icon: 'shops', scope: 'write_settings', also: 'open new create shop 开店 新开 新建' },
  { to: '/shops/new-many', label: 'openMany', icon: 'shops', scope: 'write_settings', also: 'open many bulk shops 批量 开店' },
  {
    to: '/people',
    label: 'inviteToAgency',
    icon: 'people',
    scope: 'write_settings',
    also: 'invite member staff role permission 邀请 员工 角色 权限',
  },
];

/** Stands below no shop and no agency. */
export const OWN_THINGS: readonly Thing[] = [
  {
    to: '/account',
    label: 'account',
    icon: 'people',
    also: 'account profile password two-step two-factor 2fa session e-mail email language 账号 密码 两步验证 邮箱 语言 登录设备',
  },
];
