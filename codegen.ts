import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  ID: 'string',
  Decimal: 'string',
  CurrencyCode: 'string',
  DateTime: { input: 'Date', output: 'Date' },
  URL: 'string',
  JSON: 'unknown',
};

/** What stands behind a GraphQL type: the parent value that its field resolvers receive. */
const shared = {};

const admin = {
  ...shared,
  Shop: '../graphql/request.js#OpenedShop',
  Agency: '../graphql/request.js#OpenedAgency',
};

const shop = {
  ...shared,
  Shop: '../../tenants/index.js#ShopContext',
};

const config = {
  scalars,
  useTypeImports: true,
  emitLegacyCommonJSImports: false,
  importExtension: '.js',
  enumsAsTypes: true,
  inputMaybeValue: 'T | null | undefined',
  makeResolverTypeCallable: true,
} as const;

const codegen: CodegenConfig = {
  generates: {
    'server/generated/admin.ts': {
      schema: ['schema/shared/*.graphql', 'schema/admin/*.graphql'],
      plugins: ['typescript', 'typescript-resolvers'],
      config: { ...config, contextType: '../graphql/request.js#AdminRequest', mappers: admin },
    },
    'server/generated/shop.ts': {
      schema: ['schema/shared/*.graphql', 'schema/shop/*.graphql'],
      plugins: ['typescript', 'typescript-resolvers'],
      config: { ...config, contextType: '../graphql/request.js#ShopRequest', mappers: shop },
    },
  },
};

export default codegen;
