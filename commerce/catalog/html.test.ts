import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '#platform/root.js';
import { cleanHtml, DESCRIPTION_ATTRIBUTES, DESCRIPTION_TAGS } from './html.js';

/** What the guide says stays. */
const guide = (await readFile(join(root, 'docs/guides/moving-a-shop.md'), 'utf8')).match(
  /^## Descriptions: the HTML that stays$.*?^## /ms,
)![0];
const named = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!).sort();

test('the tags that the guide names are those that stay', () => {
  const [, tags] = guide.match(/These tags stay: ([^.]+)\./)!;
  expect(named(tags!.replace('`h1`–`h6`', '`h1` `h2` `h3` `h4` `h5` `h6`'))).toEqual([...DESCRIPTION_TAGS].sort());
  for (const tag of DESCRIPTION_TAGS) expect(cleanHtml(`<${tag}>`)).toMatch(new RegExp(`^<${tag}[ >]`));
});

test('the attributes that the guide names are those that stay, each where it says', () => {
  const [, links, pictures, tables, columns] = guide.match(
    /These attributes stay: (.+) on links \(and `rel`, .+?\), (.+) on pictures, (.+) in tables, (.+) on `col`\./,
  )!;
  const { a, img, th, td, col, ...others } = DESCRIPTION_ATTRIBUTES;
  expect(named(`${links} \`rel\``)).toEqual([...a!].sort());
  expect(named(pictures)).toEqual([...img!].sort());
  expect(named(tables)).toEqual([...new Set([...th!, ...td!])].sort());
  expect(named(columns)).toEqual(col);
  expect(others).toEqual({});
});

test.each([
  ['a frame', '<p>See <iframe src="https://video.example.com/1">the film</iframe></p>', '<p>See the film</p>'],
  ['a style sheet, with its text', '<style>p { color: red }</style><p>Soft</p>', '<p>Soft</p>'],
  ['a style', '<p style="background: url(https://example.com/seen.gif)">Soft</p>', '<p>Soft</p>'],
  [
    'a drawing',
    '<svg onload="x()"><style>a {}</style><a xlink:href="javascript:x()"><text>Logo</text></a></svg>',
    '<a rel="noopener nofollow">Logo</a>',
  ],
  ['a form', '<form action="https://example.com/"><label>Size <input name="size"></label><button>Buy</button></form>', 'Size Buy'],
  ['choices and text fields, with their text', '<p>Size<select><option>S</select><textarea>Wish</textarea></p>', '<p>Size</p>'],
  ['an object', '<object data="film.swf"><param name="a"><embed src="film.swf">Film</object>', 'Film'],
  [
    'an address that holds its data',
    '<a href="data:text/html,x">Hat</a><img src="data:image/png;base64,AA" alt="Hat">',
    '<a rel="noopener nofollow">Hat</a><img alt="Hat" />',
  ],
  ['such an address, written to be overlooked', '<a href=" DA&#9;TA:text/html,x">Hat</a>', '<a rel="noopener nofollow">Hat</a>'],
  ['a class', '<div class="builder-row"><span class="x" id="y" data-z="1">Hat</span></div>', '<div><span>Hat</span></div>'],
  [
    'what an event runs',
    '<p ONCLICK="x()" onmouseover=x()>Hat</p><img src="https://example.com/hat.jpg" onerror="x()">',
    '<p>Hat</p><img src="https://example.com/hat.jpg" />',
  ],
])('%s goes, the text around it stays', (_what, given, kept) => {
  expect(cleanHtml(given)).toBe(kept);
});

test('what runs, or calls a strange scheme, goes; what a description may hold stays', () => {
  expect(cleanHtml('<p onclick="x()">Soft</p><script>alert(1)</script><a href="javascript:x">a</a>')).toBe(
    '<p>Soft</p><a rel="noopener nofollow">a</a>',
  );
  expect(cleanHtml('<ul><li>one<li>two<br>three</ul>')).toBe('<ul><li>one</li><li>two<br />three</li></ul>');
});

test('many tags beside each other are no nesting', () => {
  const many = '<p>a <b>b</b></p>'.repeat(2000);
  expect(cleanHtml(many)).toBe(many);
});

test('what nests without end keeps its text, and no tag of it', () => {
  for (const tag of ['<b>', '<x>', '<B title="a>b">', '<b><!--</b>-->']) {
    const cleaned = cleanHtml(`Warm ${tag.repeat(30_000)}soft <script>alert(1)</script${'</i>'.repeat(30_000)}`);
    expect(cleaned).toMatch(/^Warm /);
    expect(cleaned).toContain('soft');
    expect(cleaned).not.toContain('<');
  }
});
