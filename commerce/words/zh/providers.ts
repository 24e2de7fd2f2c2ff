/** Payment providers: what they refuse, and what they take. Their own words stand behind ours as they came. */
export const providers = {
  'Stripe: {0}': 'Stripe：{0}',
  'Stripe does not answer for the moment: try again': 'Stripe 暂时没有响应，请稍后重试',
  'Stripe takes no payments in {0}': 'Stripe 不支持 {0}',
  'Stripe cannot charge this amount of {0}: it has too many places': 'Stripe 无法收取该 {0} 金额：小数位数过多',
  'Stripe no longer takes {0}: start another payment': 'Stripe 已不再受理 {0}，请重新发起付款',
  'Stripe holds no money for {0}': 'Stripe 没有 {0} 的款项',
  'Stripe knows nothing that was paid: there is nothing to refund': 'Stripe 没有已付款项，无法退款',

  'WeChat Pay: {0}': '微信支付：{0}',
  'WeChat Pay: it does not answer for the moment: try again': '微信支付暂时没有响应，请稍后重试',
  'WeChat Pay: it is asked too often for the moment: try again': '请求微信支付过于频繁，请稍后重试',
  'WeChat Pay: the answer is no JSON': '微信支付返回的内容无法解析，请稍后重试',
  "WeChat Pay: the answer's signature was not believed ({0})": '微信支付返回的签名未通过验证（{0}），请检查公钥',
  'WeChat Pay: it names a file that is not its own': '微信支付返回的文件地址不属于微信支付',
  "WeChat Pay: a bill's hash does not fit: it is asked for again": '微信支付账单校验不一致，将重新下载',
  'WeChat Pay: the merchant has neither a public key nor certificates: give the public key':
    '微信支付：该商户既没有微信支付公钥，也没有平台证书，请填写微信支付公钥',
  'WeChat Pay: {0} is no state of an application that is known here': '微信支付：进件申请单状态 {0} 暂不支持',
  "The API v3 key is not this merchant's: WeChat Pay's certificates do not open with it":
    'API v3 密钥不属于该商户：无法用它解密微信支付平台证书',
  "This account stands below its agency's service provider: its secrets are changed there": '该账户在服务商名下，请在服务商处修改密钥',
  'The account was connected with {0}: connect it anew': '该账户接入时使用的是 {0}，请重新接入',
  'serial and privateKey belong together: give both': '证书序列号（serial）与私钥（privateKey）需同时填写',
  'publicKeyId and publicKey belong together: give both': '微信支付公钥 ID（publicKeyId）与公钥（publicKey）需同时填写',
  'WeChat Pay takes CNY, and this order is in {0}': '微信支付仅支持人民币，此订单币种为 {0}',
  "H5 needs the buyer's address, and the request has none: take another method":
    'H5 支付需要买家的 IP 地址，当前请求未包含，请选择其他支付方式',

  'Alipay: {0} ({1})': '支付宝：{0}（{1}）',
  'Alipay: no reason given ({0})': '支付宝：未说明原因（{0}）',
  'Alipay does not answer for the moment: try again': '支付宝暂时没有响应，请稍后重试',
  "Alipay's answer does not fit the account's Alipay public key: compare it with the one in Alipay's console":
    '支付宝返回的签名与账户的支付宝公钥不符，请与支付宝开放平台中的公钥核对',
  "Alipay's bill could not be read: it is asked for again": '支付宝账单无法读取，将重新下载',
  'Alipay does not hand out the bill for the moment: try again': '支付宝暂时无法提供账单，请稍后重试',
  'Alipay has told of a refund that it does not know of yet: it is asked again': '支付宝已通知退款，但尚查询不到，将再次查询',
  'Alipay takes payments in CNY, this order is in {0}': '支付宝仅支持人民币，此订单币种为 {0}',
  'Alipay takes at most 100,000,000.00 CNY at once': '支付宝单笔最多 100,000,000.00 元',
} as const satisfies Readonly<Record<string, string>>;
