/** What is wrong with a field of a payment, an account or an application. */
export const checksOfPayments = {
  'names one of {0}': '请在 {0:provider} 中填写一项',
  'names one of stripe, wechatPay': '请在 stripe 和 wechatPay（微信支付）中填写一项',
  'of {0} is one of {1}': '{0:provider}只支持 {1:list}',
  '{0} {1} works in {2} alone, not in {3}': '{0:provider} {1} 只能用于{2:buyer}，不能用于{3:buyer}',
  'is less than minAmount': '不能低于最低金额',
  'names a place, or is left out': '请至少选择一个场景，或留空',
  'is missing. Say what the buyer is to do, or give transfer.instructions': '不能为空：请说明买家如何付款，或填写 transfer.instructions',
  'takes what the buyer is to do, such as "Pay on delivery"': '请说明买家如何付款，如“货到付款”',
  "takes your transfer's number, or a receipt's": '请填写转账流水号或回单号',
  'takes more than nothing': '必须大于 0',
  'they cost nothing, so there is nothing to give back': '所选明细金额为 0，没有可退的款项',
  'are not taken here, since this payment is none of what the order was paid with': '该付款不属于订单的实际付款，不能按明细退款',
  'needs lines where an amount is given: they say what comes back into stock': '填写金额时需同时填写明细，以便确定退回库存的商品',
  'is before from': '早于开始时间',
  'is not after from': '必须晚于开始时间',
  'a statement tells of a year at most': '账单最多包含一年',
  'the difference is {0} and {1}: it takes {2}': '该差异为“{0:difference}”（{1:state}），可以{2:decision}',
  'say why, for whoever reads the books later': '请说明原因，便于日后查账',
  'somebody else has decided meanwhile': '其他人刚刚已处理',

  // Stripe
  "takes a secret key of Stripe's: sk_test_…, sk_live_… or a restricted rk_… key":
    '请填写 Stripe 的 Secret key：sk_test_…、sk_live_… 或受限密钥 rk_…',
  "takes a signing secret of Stripe's: whsec_…": '请填写 Stripe 的签名密钥：whsec_…',
  "takes a publishable key of Stripe's: pk_test_… or pk_live_…": '请填写 Stripe 的 Publishable key：pk_test_… 或 pk_live_…',
  "the account stands below its agency's platform, whose secrets serve it: leave it out": '该账户在服务商平台名下，使用平台的密钥，请留空',
  '{0} takes the money at once: leave it out, or capture automatically': '{0:paid}会立即扣款，请去掉它，或改为自动扣款',
  'is missing. The buyer pays on a page of Stripe and comes back to it': '不能为空：买家在 Stripe 页面付款后会返回该地址',

  // WeChat Pay
  "takes an application's id: wx…": '请填写 AppID（wx…）',
  'takes a merchant id: digits alone': '请填写商户号，仅限数字',
  "takes the mini-program's AppSecret: 32 letters and digits": '请填写小程序 AppSecret：32 位字母和数字',
  'takes the API v3 key: 32 characters': '请填写 API v3 密钥：32 个字符',
  "takes the serial of the merchant's API certificate: a hex number": '请填写商户 API 证书序列号（十六进制）',
  'takes the text of apiclient_key.pem: -----BEGIN PRIVATE KEY-----…': '请填写 apiclient_key.pem 的内容：-----BEGIN PRIVATE KEY-----…',
  "takes the id of WeChat Pay's public key: PUB_KEY_ID_…": '请填写微信支付公钥 ID：PUB_KEY_ID_…',
  'takes the text of pub_key.pem: -----BEGIN PUBLIC KEY-----…': '请填写 pub_key.pem 的内容：-----BEGIN PUBLIC KEY-----…',
  "is missing. This merchant has no platform certificates: WeChat Pay's public key is needed":
    '不能为空：该商户没有平台证书，需要使用微信支付公钥',
  "WeChat Pay calls this merchant's public key {0}": '该商户的微信支付公钥 ID 为 {0}',
  'is not the one that WeChat Pay calls {0}': '与微信支付公钥 ID {0} 不符',
  "is missing. Inside WeChat the buyer's id with the shop's application is needed": '不能为空：在微信内支付需要买家在该应用下的 openId',

  // Alipay
  'takes the 16 digits of an application at Alipay (APPID)': '请填写支付宝应用的 APPID：16 位数字',
  "takes the 16 digits of the merchant's own account at Alipay (PID), which begin with 2088":
    '请填写商户的支付宝 PID：2088 开头的 16 位数字',
  "takes the application's RSA private key of 2048 bits or more: PEM, or what Alipay's key tool shows":
    '请填写应用的 RSA 私钥（2048 位或以上）：PEM 格式，或支付宝密钥工具生成的内容',
  "takes Alipay's public key, as Alipay's console shows it for the application": '请填写支付宝公钥：在支付宝开放平台该应用中查看',
  "is the application's own public key: take the one that the console shows as Alipay's (支付宝公钥)":
    '这是应用公钥，请填写开放平台中显示的支付宝公钥',
  "does not fit what Alipay signs for this application: take the one in Alipay's console (支付宝公钥)":
    '与支付宝对该应用的签名不符，请填写开放平台中的支付宝公钥',
  'does not fit the public key that the application has at Alipay (应用公钥): enter its pair there':
    '与支付宝开放平台中的应用公钥不匹配，请在开放平台上传对应的公钥',
  'is no application that Alipay knows': '支付宝中没有该应用',
  'is missing. The buyer pays on a page of Alipay and comes back to it': '不能为空：买家在支付宝页面付款后会返回该地址',

  // Platforms and applications
  'takes percent with at most two decimals, such as "0.6"': '请填写百分比，最多两位小数，如 0.6',
  'is at most {0} percent': '不能超过 {0}%',
  'takes a date such as 2026-11-25': '请填写日期，如 2026-11-25',
  'takes a date such as 2026-11-25, or 长期': '请填写日期，如 2026-11-25，或“长期”',
  "takes one of WeChat Pay's types of documents: IDENTIFICATION_TYPE_…": '请填写微信支付的证件类型：IDENTIFICATION_TYPE_…',
  'takes a phone number: digits': '请填写电话号码，仅限数字',
  'is missing: a SUPER contact proves who he is': '不能为空：经办人需提供本人证件',
  'takes CERTIFICATE_TYPE_2388 and its like': '请填写证书类型，如 CERTIFICATE_TYPE_2388',
  'is missing: {0} is proved by a business licence': '不能为空：{0:subject}需提供营业执照',
  'is missing: {0} is proved by a certificate of registration': '不能为空：{0:subject}需提供登记证书',
  "takes WeChat Pay's code: digits": '请填写微信支付的编码，仅限数字',
  'names no place where the merchant sells': '请至少选择一个经营场景',
  "takes the id of WeChat Pay's rule: digits": '请填写微信支付结算规则 ID，仅限数字',
  'takes the number of an account: digits': '请填写银行账号，仅限数字',
} as const satisfies Readonly<Record<string, string>>;
