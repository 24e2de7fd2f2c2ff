/** Payments, refunds, accounts, books. */
export const payments = {
  'Somebody has changed the ways to pay: look again and decide': '其他人已修改支付方式，请查看最新内容后再决定',
  'This shop has an active {0} account: update or disable that one': '本店已有正常的{0:provider}账户，请修改或停用原账户',
  'This shop has another active {0} account: disable that one first': '本店另有正常的{0:provider}账户，请先停用',
  'The account is disabled: connect it anew': '该账户已停用，请重新接入',
  "The account stands below its agency's platform: paymentOnboardingResume":
    '该账户在服务商名下，请通过进件恢复（paymentOnboardingResume）',
  'The account is {0} already': '该账户已是“{0:account}”状态',
  'This is a {0} account: give {1}': '这是{0:provider}账户，请填写 {1}',
  'This shop takes no payments through {0}': '本店未开通{0:provider}',
  'This shop does not take {0} for this order: ask for its paymentMethods':
    '本店对此订单不支持{0:way}，请查询可用的支付方式（paymentMethods）',
  '{0} has no method {1} here: it offers {2}': '{0:provider}在本店不支持 {1}，可用的有 {2:list}',
  '{0} has no method {1} here: leave the method out': '{0:provider}在本店不支持 {1}，请不要指定支付方式',
  "{0} has no account of the shop's own below its platform": '{0} 在平台名下没有店铺自己的账户',
  'The shop is live: its buyers alone pay its orders': '这是正式店铺，订单只能由买家付款',

  'The order is {0}: there is nothing to pay': '订单{0:order}，无需付款',
  'The order was cancelled meanwhile: there is nothing to pay': '订单已取消，无需付款',
  'The payment is {0}: only one that is AUTHORIZED is captured': '付款当前为“{0:payment}”，只有已授权的付款可以扣款',
  'The order is CANCELLED: what the buyer was to pay is given back to him': '订单已取消，款项将退还买家',
  'The payment is {0}: only one that is open and paid by hand takes a proof': '付款当前为“{0:payment}”，只有待支付的线下付款可以提交凭证',
  'The payment is paid through {0}: only one that is open and paid by hand takes a proof':
    '该付款通过{0:provider}支付，只有待支付的线下付款可以提交凭证',
  'The payment has {0} proofs already: write to the shop': '该付款已提交 {0} 份凭证，请联系店铺',

  'The payment is {0}: there is no money of it to give back': '付款当前为“{0:payment}”，没有可退的款项',
  'The order is {0}: there is no money of it to give back': '订单{0:order}，没有可退的款项',
  'All of it was given back already, or is on its way': '款项已全部退还，或正在退款中',
  '{0} of {1} can still be refunded, not {2}': '{1} 还可退 {0} 件，不能退 {2} 件',
  '{0} can still be refunded, not {1}': '最多还可退 {0}，不能退 {1}',
  '{0} can still be refunded, not {1}: give an amount that is left': '最多还可退 {0}，不能退 {1}，请填写剩余可退金额',

  'The agency has an active {0} platform in mode {1}: update or disable that one':
    '服务商已接入{0:provider}平台（{1:mode}），请修改或停用原平台',
  'The platform is disabled: connect it anew': '该平台已停用，请重新接入',
  'This is a {0} platform: give {1}': '这是{0:provider}平台，请填写 {1}',
  "{0} is the agency's own platform: a shop's money never settles there. Take the shop on with paymentOnboardingStart":
    '{0} 是服务商自己的平台账户，店铺货款不会结算到此处。请为店铺进件（paymentOnboardingStart）',
  'This key belongs to {0}, the platform is {1}: connect it anew': '该密钥属于 {0}，而平台为 {1}，请重新接入',
  'This key belongs to {0}, the account is {1}: connect it anew': '该密钥属于 {0}，而账户为 {1}，请重新接入',
  'In mode {0} a platform takes a key that has _{1}_ in it': '{0:mode}模式的平台需使用包含 _{1}_ 的密钥',
  'This shop is live: it takes a key of live mode, one that has _{0}_ in it': '这是正式店铺，请使用正式模式的密钥（包含 _{0}_）',
  'This shop is a test shop: it takes a key of test mode, one that has _{0}_ in it': '这是测试店铺，请使用测试模式的密钥（包含 _{0}_）',
  'The sandbox makes no merchant at the moment: try again': '沙箱暂时无法创建商户，请重试',

  'The provider has made no bill of this day': '支付渠道没有生成当日账单',
  'The account is gone': '账户已不存在',
  "The mini-program's AppSecret is missing: give it to the WeChat Pay account": '缺少小程序 AppSecret，请在微信支付账户中填写',
  'The payment does not know the openId of its buyer': '该付款没有买家的 openId',
  'No sandbox of WeChat runs here for test shops': '当前环境没有供测试店铺使用的微信沙箱',
  'It could not be sent': '发送失败',
  'WeChat: {0}': '微信：{0}',
  'WeChat answers {0}': '微信返回 {0}',
  'WeChat does not answer': '微信没有响应',
  'WeChat answers what is no JSON': '微信返回的内容不是 JSON',
  'WeChat answers too much': '微信返回的内容过长',
} as const satisfies Readonly<Record<string, string>>;
