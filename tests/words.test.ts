import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inLanguage } from '#commerce/words/index.js';
import { zh } from '#commerce/words/zh/index.js';
import { ofLibraries } from '#commerce/words/zh/of-libraries.js';
import { root } from '#platform/root.js';
import { type Said, sentencesIn } from './support/sentences.js';

const sources = ['platform', 'tenants', 'commerce', 'server'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    // What is said at start, and at /ops, is said to operators.
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|^(generated|words|graphiql)\/|^(config|ops)\.ts$|vectors\.ts$/.test(file))
    .map((file) => ({ file: join(room, file), text: readFileSync(join(root, room, file), 'utf8') })),
);

/** Words that stand in every English sentence, and in no name of a thing. */
const ENGLISH = /\b(the|is|are|has|have|not|no|and|with|its|that|it|this|of|there|takes|at least|at most|which|was)\b/i;

/** Null where a sentence is whole in Chinese, with all that varies in it. */
function wrongWith({ text, isCheck, where }: Said): string | null {
  const sample = text.replace(/\{(\d)\}/g, 'x$1x');
  // A sentence of its own begins with a capital.
  const said = inLanguage(isCheck && !/^[A-Z]/.test(text) ? `title: ${sample}` : sample, 'zh-CN');
  const isWhole = /\p{Script=Han}/u.test(said) && !ENGLISH.test(said.replaceAll(/“[^”]*”|\{ "[^}]*\}/g, ''));
  const keeps = [...sample.matchAll(/x\dx/g)].every(([value]) => said.includes(value));
  return isWhole && keeps ? null : `${where} ${text} → ${said}`;
}

const planted = (text: string) => sentencesIn([{ file: 'planted.ts', text }]).map(wrongWith);

test('every sentence that the API refuses with is there in Chinese', () => {
  const said = sentencesIn(sources);
  expect(said.length).toBeGreaterThan(500);
  expect(said.map(wrongWith).filter(Boolean)).toEqual([]);
});

test('a sentence without Chinese is found, however it is put together', () => {
  const head = "import { z } from 'zod';\n";
  expect(planted("throw new UserError('WRONG_STATE', 'The moon is full');")).toEqual([expect.stringContaining('The moon is full')]);
  expect(planted(`const A = z.string().refine(isFull, 'takes a full moon of the month');`)).toEqual([expect.stringContaining('full moon')]);
  expect(planted(`${head}const made = { code: 'MOON', message: \`The \${moon} is full\` };`)).toEqual([
    expect.stringContaining('The {0} is full'),
  ]);
  const helped =
    "const no = (why: string) => new UserError('MOON', 'It is no moon: ' + why);\nno('look up'); no(isFull ? 'it is full' : other);";
  expect(planted(helped)).toEqual(['look up', 'it is full', '{0}'].map((end) => expect.stringContaining(`It is no moon: ${end}`)));
});

test('what varies in a sentence varies in the same places of its translation', () => {
  const slots = (text: string) => new Set([...text.matchAll(/\{(\d)/g)].map(([, number]) => number!));
  const all = [...Object.entries(zh.sentences), ...Object.entries(zh.checks)];
  const isOfLibrary = (english: string) => english in ofLibraries.sentences || english in ofLibraries.checks;
  const differ = all.filter(([english, said]) => {
    const [wanted, there] = [slots(english), slots(said)];
    return [...there].some((slot) => !wanted.has(slot)) || (there.size < wanted.size && !isOfLibrary(english));
  });
  expect(differ).toEqual([]);
  expect(all.filter(([english]) => /\{\d\}\{\d\}/.test(english))).toEqual([]);
});

test('every list of words that a translation takes one from is there', () => {
  const forms = new Set(['sentence', 'field', 'quoted', 'list', 'and', ...Object.keys(zh.words)]);
  const named = [...Object.values(zh.sentences), ...Object.values(zh.checks)].flatMap((said) =>
    [...said.matchAll(/\{\d:([a-z]+)\}/g)].map(([, form]) => form!),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((form) => !forms.has(form))).toEqual([]);
});

test('nothing is translated twice: each sentence stands in one file', () => {
  const files = readdirSync(join(root, 'commerce/words/zh')).filter((file) => file !== 'index.ts');
  const keys = files.flatMap((file) =>
    [...readFileSync(join(root, 'commerce/words/zh', file), 'utf8').matchAll(/^ {2}(['"])(.+)\1:/gm)].map(([, , key]) => key!),
  );
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});
