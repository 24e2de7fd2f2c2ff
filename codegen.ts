import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const scalars = {
  ID: 'string',
  Decimal: 'string',
  CurrencyCode: 'string',
  DateTime: { input: 'Date', output: 'Date' },
  URL: 'string',
  JSON: 'unknown',
};

/** What stands behind a GraphQL type: the parent value that its field resolvers receive. */
const shared = {
  Category: '../../commerce/catalog/index.js#Category',
  Collection: '../../commerce/catalog/index.js#Collection',
  Product: '../../commerce/catalog/index.js#Product',
  Media: '../graphql/media.js#ShownMedia',
};

const admin = {
  ...shared,
  AttributeDefinition: '../../commerce/catalog/index.js#AttributeDefinition',
  Order: '../../commerce/orders/index.js#Order',
  OrderLine: '../graphql/order-fields.js#ShownOrderLine',
  OrderLineUnits: '../graphql/order-fields.js#ShownUnits',
  Customer: '../../commerce/customers/index.js#Customer',
  AuditEntry: '../../tenants/index.js#AuditEntry',
  AuditChange: '../../tenants/index.js#AuditChange',
  Event: '../../tenants/index.js#OutboxEvent',
  Notification: '../../commerce/notifications/index.js#Notification',
  Shop: '../graphql/request.js#OpenedShop',
  Agency: '../graphql/request.js#OpenedAgency',
  Variant: '../admin/products.js#ShopVariant',
  Location: '../../commerce/inventory/index.js#Location',
  InventoryLevel: '../../commerce/inventory/index.js#Level',
  InventoryAdjustment: '../../commerce/inventory/index.js#Adjustment',
  BulkEdit: '../../commerce/inventory/index.js#BulkEdit',
  AccessToken: '../../tenants/index.js#AccessToken',
  Viewer: '../admin/viewer.js#Came',
  Session: '../../tenants/index.js#Session',
  Member: '../../tenants/index.js#Member',
  Invitation: '../../tenants/index.js#Invitation',
  SavedView: '../../tenants/index.js#SavedView',
  Upload: '../../commerce/files/index.js#OpenUpload',
  Import: '../../commerce/imports/index.js#Import',
  ImportBatch: '../../commerce/imports/index.js#ImportBatch',
  ImportProblem: '../../commerce/imports/index.js#ShownProblem',
  Feed: '../../commerce/feeds/index.js#Feed',
  Redirect: '../../commerce/redirects/index.js#Redirect',
  BlueprintRollout: '../../commerce/openings/index.js#BlueprintRollout',
  BlueprintApplication: '../../commerce/openings/index.js#BlueprintApplication',
  ImportMapping: '../../commerce/imports/index.js#ImportMapping',
  UploadInspection: '../../commerce/imports/index.js#Inspected',
  Payment: '../../commerce/payments/index.js#Payment',
  PaymentAccount: '../../commerce/payments/index.js#PaymentAccount',
  Refund: '../../commerce/payments/index.js#Refund',
  RefundLine: '../admin/refunds.js#ShownRefundLine',
  LedgerEntry: '../../commerce/payments/index.js#LedgerEntry',
  Dispute: '../../commerce/payments/index.js#Dispute',
  Reconciliation: '../../commerce/payments/index.js#Reconciliation',
  Difference: '../../commerce/payments/index.js#Difference',
  DifferenceSide: '../../commerce/payments/index.js#Side',
  PaymentOnboarding: '../../commerce/payments/index.js#Onboarding',
  PaymentPlatform: '../../commerce/payments/index.js#PaymentPlatform',
  Fulfillment: '../../commerce/fulfillment/index.js#Fulfillment',
  ShippingUpload: '../../commerce/shipping-info/index.js#ShippingUpload',
  LowStock: '../../commerce/inventory/index.js#Level',
  AgencySales: '../admin/sales.js#SalesAsked',
};

const shop = {
  ...shared,
  Cart: '../shop/carts.js#ShownCart',
  CartLine: '../shop/carts.js#ShownLine',
  CartCost: '../shop/carts.js#ShownCost',
  ShippingMethod: '../shop/carts.js#ShownMethod',
  Order: '../../commerce/checkout/index.js#PlacedOrder',
  OrderLine: '../graphql/order-fields.js#ShownOrderLine',
  Shop: '../../tenants/index.js#ShopContext',
  Variant: '../../commerce/catalog/index.js#Variant',
  Payment: '../shop/payments.js#BuyersPayment',
  PaymentAction: '../../commerce/payments/index.js#Action',
  Refund: '../../commerce/payments/index.js#Refund',
  Fulfillment: '../../commerce/fulfillment/index.js#Fulfillment',
};

const config = {
  scalars,
  useTypeImports: true,
  emitLegacyCommonJSImports: false,
  importExtension: '.js',
  enumsAsTypes: true,
  inputMaybeValue: 'T | null | undefined',
  makeResolverTypeCallable: true,
  // An API's Product and the catalog's are two types of one name.
  mapperTypeSuffix: 'Model',
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
    // What the hosted admin asks: types for each document, and the list by which the server knows them.
    'admin/generated/': {
      schema: ['schema/shared/*.graphql', 'schema/admin/*.graphql'],
      documents: ['admin/{app,data,screens,ui}/**/*.{ts,tsx}'],
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' } },
      documentTransforms: [addTypenameSelectionDocumentTransform],
      config: {
        scalars: { ID: 'string', Decimal: 'string', CurrencyCode: 'string', DateTime: 'string', URL: 'string', JSON: 'unknown' },
        enumsAsTypes: true,
        useTypeImports: true,
      },
    },
  },
};

export default codegen;
