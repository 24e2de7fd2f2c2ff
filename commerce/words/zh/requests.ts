/** Requests as such: who asks, pages, amounts, limits, and what is not there. */
export const requests = {
  '{0} does not exist': '{0} 不存在',
  'Decimal takes a decimal number as text, like "19.99"': '请填写数字，如 19.99',
  'CurrencyCode takes an ISO 4217 code, like "CNY"': '请填写币种代码（ISO 4217），如 "CNY"',
  'URL takes an absolute http or https address': '请填写完整的 http 或 https 地址',
  'The agency does not exist': '服务商不存在',
  'The account does not exist any more': '账号已不存在',
  'A cart with this token does not exist': '购物车不存在或已失效，请新建购物车',
  'An order with this token does not exist': '没有找到该订单',
  'An export with this token does not exist': '没有找到该导出文件，请重新导出',
  'A statement with this token does not exist': '没有找到该账单，请重新下载',

  'Send a session or access token: Authorization: Bearer …': '请先登录，或在 Authorization: Bearer … 中携带访问令牌',
  'This is for people who are signed in: an app has no account': '此操作仅限登录用户，应用没有账号',
  'This needs the scope {0}': '没有权限：需要 {0} 权限',
  "A shop's tags are its agency's: this needs a caller who acts for the whole agency": '店铺标签由服务商管理，需要服务商级别的权限',
  'Name the shop: only a token that is bound to one shop may leave it out': '请指定店铺：只有绑定单个店铺的令牌可以省略',
  "Name an open shop: header Shopyard-Shop with its id or handle, or the shop's own host":
    '请指定营业中的店铺：在请求头 Shopyard-Shop 中填写其 ID 或网址标识，或使用店铺自己的域名',
  'This asks for {0} points, and one request has at most {1}: ask for smaller pages':
    '本次查询需要 {0} 点，单次最多 {1} 点，请减少每页数量',
  'This costs {0} points, and {1} are left: try again in {2} s': '请求过于频繁：本次需要 {0} 点，剩余 {1} 点，请 {2} 秒后重试',
  'Too many of your documents were refused: mend them, and try again in {0} s': '被拒绝的请求过多，请修正后于 {0} 秒后重试',
  'Too many attempts: try again in {0} s': '尝试次数过多，请 {0} 秒后重试',
  'A server is away for the moment: try again': '服务器暂时不可用，请稍后重试',
  'A server is away for the moment: try again. Request {0}': '服务器暂时不可用，请稍后重试。请求编号 {0}',
  'Something went wrong on our side. Request {0}': '系统出了点问题，请稍后重试；如仍未恢复，请提供请求编号 {0}',
  'The body is larger than {0}: send less at once, or upload a file': '请求内容超过 {0}，请分批发送，或改为上传文件',
  'The body is not JSON: send {"query": "…", "variables": {…}} with Content-Type: application/json':
    '请求内容不是 JSON：请以 Content-Type: application/json 发送 {"query": "…", "variables": {…}}',
  'There is no export at this address, or not any more: ask for a new one': '该文件不存在或已过期，请重新导出',
  '{0} files of this shop are being read: wait for one to end': '本店已有 {0} 个文件正在下载，请等待其中一个完成',
  'Too many files are being read at the moment: try again in a while': '当前下载的文件过多，请稍后再试',

  'This idempotencyKey was used with another input: take a new key': '该 idempotencyKey 已用于其他内容，请更换',
  'The first request with this idempotencyKey is still running: ask again in a moment':
    '使用该 idempotencyKey 的首次请求仍在处理中，请稍后再查询',
  'Another request with this idempotencyKey took over: ask again in a moment': '使用该 idempotencyKey 的另一请求已在处理，请稍后再查询',

  'The notification is {0}: only FAILED and KEPT ones are sent again': '该通知当前为“{0:state}”，只有发送失败或已保存的通知可以重新发送',
  'A page has 1 to {0} entries, not {1}': '每页为 1 至 {0} 条，不能是 {1} 条',
  'The cursor was not made by this list: take endCursor or startCursor of a page as it is':
    '游标不属于此列表：请原样使用某一页的 endCursor 或 startCursor',

  '{0} is not an amount in {1}: digits with no decimal places, like {2}': '{0:given} 不是有效的 {1} 金额：请填写整数，如 {2}',
  '{0} is not an amount in {1}: digits with at most {2} decimal places, like {3}':
    '{0:given} 不是有效的 {1} 金额：请填写数字，最多 {2} 位小数，如 {3}',
  '{0} {1} is more than can be charged': '{0:given} {1} 超出了可收取的最大金额',
  'This shop sells in {0}, not {1}': '本店使用 {0} 计价，不能使用 {1}',

  '{0} is {1}: "{2}" is not possible from there': '{0:thing}当前为“{1:state}”，不能{2:deed}',
  'The order is {0}: "{1}" is not possible from there': '订单当前为“{0:order}”，不能{1:deed}',
  'The order\'s payment is {0}: "{1}" is not possible from there': '订单付款当前为“{0:order}”，不能{1:deed}',
  'The order\'s fulfilment is {0}: "{1}" is not possible from there': '订单当前为“{0:order}”，不能{1:deed}',
  'The payment is {0}: "{1}" is not possible from there': '付款当前为“{0:payment}”，不能{1:deed}',
  'The onboarding is {0}: "{1}" is not possible from there': '进件当前为“{0:onboarding}”，不能{1:deed}',

  '{0} sends on and on: give the address it ends at': '{0} 跳转次数过多，请填写最终地址',
  'This is no address: give an http or https address on the public internet': '地址无效，请填写公网可访问的 http 或 https 地址',
  'An address with a user name or password is not called: give an http or https address on the public internet':
    '地址不能包含用户名或密码，请填写公网可访问的 http 或 https 地址',
  '{0} is not called: give an http or https address on the public internet': '不支持 {0} 地址，请填写公网可访问的 http 或 https 地址',
  '{0} is not public: give an http or https address on the public internet': '{0} 不是公网地址，请填写公网可访问的 http 或 https 地址',
  '{0} does not lead to the public internet': '{0} 未指向公网地址',
  'The answer is larger than {0} bytes': '对方返回的内容超过 {0} 字节',
  '{0} sends too slowly': '{0} 传输过慢',
  '{0} did not answer in time': '{0} 响应超时',
  '{0} could not be reached': '无法连接 {0}',
} as const satisfies Readonly<Record<string, string>>;
