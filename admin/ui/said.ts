/** `title: is missing`, `规格（第 4 项）的价格：不能为空`. */
const FIELD = /^(?:[\w.]+: |[^：。，]{1,80}：)/;

/** An error as it stands at its field: the API begins some sentences with the field's name, which is there already. */
export function said({ message, code }: { message: string; code: string }): string {
  const sentence = code === 'INVALID_INPUT' ? message.replace(FIELD, '') : message;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
