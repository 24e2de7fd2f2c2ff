import { expect, test } from '@jest/globals';
import type { CanonicalProduct } from './canonical.js';
import { checked } from './check.js';

const hat = (rows: number[]): CanonicalProduct => ({
  source: 'shopify',
  externalId: 'hat',
  title: '草帽 Straw hat',
  descriptionHtml: undefined,
  vendor: null,
  tags: ['summer'],
  rows,
  partial: false,
  options: [{ name: 'Size' }],
  variants: rows.map((row, at) => ({ row, sku: `HAT-${at}`, price: '19.90', image: undefined, available: at, optionValues: [`${at}`] })),
  media: [{ url: 'https://example.com/hat.jpg', alt: null }],
});

const digestOf = (product: CanonicalProduct): string => {
  const line = checked(product);
  if ('problem' in line) throw new Error(line.problem.message);
  return line.digest;
};

test('the same words have the same digest, in whatever rows they stand, and from one version to the next', () => {
  // Another one would have stock that was sold since set anew by a file that comes again.
  expect(digestOf(hat([2, 3]))).toBe('VhNFBIyHdrcdc/2ixHQq+uaRElc=');
  expect(digestOf(hat([12, 17]))).toBe(digestOf(hat([2, 3])));
  const { descriptionHtml: _absent, ...bare } = hat([2, 3]);
  expect(digestOf(bare)).toBe(digestOf(hat([2, 3])));
});

test.each<[string, Partial<CanonicalProduct>]>([
  ['a title', { title: 'Cap' }],
  ['a description', { descriptionHtml: '' }],
  ['a variant less', { variants: hat([2]).variants }],
  ['no variants', { variants: undefined }],
  ['that rows are missing', { partial: true }],
])('%s makes another digest', (_what, change) => {
  expect(digestOf({ ...hat([2, 3]), ...change })).not.toBe(digestOf(hat([2, 3])));
});
