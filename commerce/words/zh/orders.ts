/** Carts, checkout, orders, what is sent. */
export const orders = {
  'The cart was ordered: make a new one': '该购物车已下单，请新建购物车',
  'The cart is empty: put something in first': '购物车是空的，请先添加商品',
  'The cart keeps changing while it is being ordered: try again': '下单时购物车发生变化，请重试',
  'Ordering took so long that its stock is no longer held: try again': '下单耗时过长，库存已释放，请重试',
  '{0} is not sold any more: take it out of the cart': '“{0}”已下架，请从购物车中移除',
  'The total is now {0}: show it and order again': '订单总额已变为 {0}，请确认后重新下单',
  'The order comes to more than can be charged': '订单金额超出可收取的最大金额',
  'The shop does not deliver without an address': '请填写收货地址，以便确定配送方式',
  'The shop does not deliver to {0}': '店铺不支持配送到 {0}',
  'There is no shipping method {0} that delivers without an address': '没有填写收货地址，无法使用配送方式 {0}',
  'There is no shipping method {0} that delivers to {1}': '配送方式 {0} 不支持配送到 {1}',

  'Order {0} is {1}: give the money back first, or cancel it with refund: true':
    '订单 {0} {1:order}：请先退款，或在取消时一并退款（refund: true）',
  'The order is {0} and does not expire': '订单{0:order}，不会过期',
  'Nothing of the order is left to be sent: what was not sent is refunded': '订单没有待发商品：未发出的商品均已退款',
  'Nothing of the order is left to be sent: all of it has been sent': '订单没有待发商品：已全部发出',
  'The order is CANCELLED: its stock was given back, nothing is sent': '订单已取消，库存已释放，不能发货',
  'The order is {0}: what was sent is not cancelled': '订单{0:order}，已发货的订单不能取消',
  'The order is {0} and {1}: it takes no more money': '订单{0:order}、{1:order}，不能再收款',
  '{0} of {1} are still to be sent, not {2}': '{1} 还有 {0} 件待发货，不能发 {2} 件',
} as const satisfies Readonly<Record<string, string>>;
