/** Whether a text has the form of a public id of this type: `isId('prod', 'prod_65f1c0ffee65f1c0ffee65f1')`. Says nothing of whether it exists. */
export const isId = (prefix: string, text: string): boolean => text.startsWith(`${prefix}_`) && DIGITS.test(text.slice(prefix.length + 1));

const DIGITS = /^[0-9a-f]{24}$/;
