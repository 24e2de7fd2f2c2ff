/** What zod and GraphQL say by themselves, where nobody gave them words. Not all of it helps a person. */
export const ofLibraries = {
  sentences: {
    'Variable "${0}" got invalid value {1} at "{2}"; {3}': '{2:field}：{3:sentence}（填写的是 {1}）',
    'Variable "${0}" got invalid value {1}; {2}': '{0:field}：{2:sentence}（填写的是 {1}）',
  },
  checks: {
    'Invalid input': '格式不正确',
    'Invalid input: expected {0}, received {1}': '应为{0:type}，实际为{1:type}',
    'Invalid input: expected {0}': '应为 {0}',
    'Invalid option: expected one of {0}': '只能是 {0} 之一',
    'Invalid string: must match pattern {0}': '格式不正确',
    'Invalid {0}': '格式不正确',
    'Too big: expected {0} to have <={1} {2}': '最多 {1} {2:unit}',
    'Too small: expected {0} to have >={1} {2}': '至少 {1} {2:unit}',
    'Too big: expected {0} to be <={1}': '不能大于 {1}',
    'Too small: expected {0} to be >={1}': '不能小于 {1}',
    'Unrecognized key: {0}': '不支持 {0}',
    'Unrecognized keys: {0}': '不支持 {0:list}',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
