/** Properties whose numbers are the same in every category. Source: Taobao's open platform, standard properties. */
const PROPERTIES: Readonly<Record<string, string>> = {
  20000: '品牌',
  20509: '尺码',
  20549: '鞋码',
  1627207: '颜色分类',
  13021751: '货号',
};

const VALUES: Readonly<Record<string, string>> = {
  '20509:28381': 'XXS',
  '20509:28313': 'XS',
  '20509:28314': 'S',
  '20509:28315': 'M',
  '20509:28316': 'L',
  '20509:28317': 'XL',
  '20509:28318': 'XXL',
  '20509:28319': 'XXXL',
  '20509:6145171': '2XL',
  '20509:28383': '均码',
  '1627207:28320': '白色',
  '1627207:28324': '黄色',
  '1627207:28326': '红色',
  '1627207:28329': '紫色',
  '1627207:28332': '浅灰色',
  '1627207:28335': '绿色',
  '1627207:28338': '蓝色',
  '1627207:28341': '黑色',
  '1627207:107121': '透明',
  '1627207:132069': '褐色',
  '1627207:3232480': '粉红色',
  '1627207:3232483': '军绿色',
  '1627207:3232484': '天蓝色',
};

export const BRAND = '20000';
export const propertyName = (pid: string): string | undefined => PROPERTIES[pid];
export const valueName = (pid: string, vid: string): string | undefined => VALUES[`${pid}:${vid}`];
