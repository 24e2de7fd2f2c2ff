/** Taking a shop on below its agency's platform. */
export const onboarding = {
  'WeChat Pay pays in CNY, and the shop sells in {0}': '微信支付仅支持人民币，本店使用 {0} 计价',
  "The shop's agency has no active {0} platform in mode {1}: paymentPlatformConnect":
    '服务商没有正常的{0:provider}平台（{1:mode}），请先接入（paymentPlatformConnect）',
  'The shop is being taken on by {0} already': '本店已在{0:provider}进件中',
  'The shop is being taken on by {0} already: {1} is {2}': '本店已在{0:provider}进件中：{1} {2:onboarding}',
  'The onboarding is {0}: an application is handed in again when it is REJECTED or a DRAFT':
    '进件当前为“{0:onboarding}”，只有已驳回或待提交的申请可以重新提交',
  'The onboarding has changed since: look at it again': '进件状态已变化，请刷新后查看',
  'The onboarding is {0}: there is nowhere for the merchant to go on': '进件当前为“{0:onboarding}”，没有需要商户继续办理的步骤',
  'The onboarding is CANCELLED already': '进件已作废',
  'The onboarding is {0}, and no account of it is disabled': '进件当前为“{0:onboarding}”，没有已停用的账户',
  'A picture has at most 2 MB here, not {0} bytes': '图片不能超过 2 MB，当前为 {0} 字节',
  'This is no picture that WeChat Pay takes: give a JPEG, PNG or BMP file': '微信支付不支持该图片，请上传 JPEG、PNG 或 BMP 文件',
  'Stripe wants to know: {0}': 'Stripe 需要补充信息：{0}',
  'Stripe does not pay the account: {0}': 'Stripe 暂不为该账户结算：{0}',
} as const satisfies Readonly<Record<string, string>>;
