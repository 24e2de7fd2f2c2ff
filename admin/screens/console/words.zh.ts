import type { Translation } from '../../words';
import type en from './words.en';

export default {
  shops: {
    title: '店铺',
    search: '按名称或网址标识搜索',
    name: '名称',
    handle: '网址标识',
    mode: '状态',
    created: '开店时间',
    live: '正式',
    test: '测试',
    closed: '已关闭',
    none: '还没有店铺',
    noneFound: '没有找到店铺',
  },
} satisfies Translation<typeof en>;
