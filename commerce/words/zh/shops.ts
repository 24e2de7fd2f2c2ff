/** Shops: opened, changed together, made like a blueprint; their redirects, feeds and sales. */
export const shops = {
  'Another shop is at {0}: choose another handle': '网址标识 {0} 已被其他店铺使用，请更换',
  'Somebody has changed the shop at {0}: look again and decide': '其他人已于 {0} 修改了店铺，请查看最新内容后再决定',
  'A live shop needs an owner of the agency who has confirmed his e-mail address': '开设正式店铺前，需要服务商的一位所有者完成邮箱确认',
  'The blueprint sells in {0}, and so do the shops made from it': '模板店铺使用 {0} 计价，由其开设的店铺也必须使用该币种',
  '{0} would have more than {1} tags: nothing of it was changed': '{0} 的标签将超过 {1} 个，该店铺未作任何修改',
  'Shipping costs nothing or more': '运费不能为负数',
  "The blueprint's prices are in {0}, the shop sells in {1}": '模板店铺的价格为 {0}，该店铺使用 {1} 计价',

  'There is nothing to undo: a roll-out is undone within a day of its beginning, once, and not while it runs':
    '没有可撤销的内容：下发开始后一天内可撤销一次，进行中不可撤销',
  'The roll-out is RUNNING: cancel it first': '下发正在进行，请先取消',
  'Another collection is at {0}: give it another handle, and apply the blueprint again':
    '网址标识 {0} 已被其他商品分组使用，请更换后重新下发模板',
  'The shop has no room for another collection by rules: delete one, and apply the blueprint again':
    '店铺的规则分组数量已达上限，请删除一个后重新下发模板',
  'Something went wrong on our side again and again. What is done stays: apply it anew': '系统多次出错。已完成的内容保持不变，请重新下发',
  'In wave {0} of {1}, {2} of {3} shops failed: look at their problems, then continue the roll-out or cancel it':
    '第 {0} 批（共 {1} 批）的 {3} 家店铺中有 {2} 家失败：请查看问题，然后继续或取消下发',

  '{0} leads somewhere already: delete that redirect first': '{0} 已设置跳转，请先删除原有跳转',
  'A shop has at most {0} redirects: delete some': '每家店铺最多 {0} 条链接跳转，请先删除一些',
  '{0} would lead to itself': '{0} 不能跳转到自身',
  '{0} would lead back to itself through {1}': '{0} 会经由 {1} 跳回自身',
  '{0} leads on and on: give the address that it ends at': '{0} 跳转次数过多，请填写最终地址',

  'A shop has at most {0} feeds: delete one': '每家店铺最多 {0} 个定时导入，请先删除一个',
  'The feed is DISABLED: mend what its lastError says, and set its status to ACTIVE': '定时导入已停用：请按最近的错误提示处理后重新启用',
  "{0} answers {1}: there is no file to be had at the feed's address": '{0} 返回 {1}：该地址没有可下载的文件',
  "{0} sends the file as {1}, though it was asked not to: there is no file to be had at the feed's address":
    '{0} 未按要求发送原始文件（而是 {1} 编码）：无法从该地址获取文件',
  'The file has more than {0} bytes: have the source send less at once': '文件超过 {0} 字节，请让来源方分批提供',
  'The file could not be imported: see the problems of the last import': '文件导入失败，请查看最近一次导入的问题',
} as const satisfies Readonly<Record<string, string>>;
