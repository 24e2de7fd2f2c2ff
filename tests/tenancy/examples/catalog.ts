import type { Place } from '../places/place.js';
import { byIdOrHandle, type ExamplesOfNoun, fresh, list, PRICE } from './example.js';

const newProduct = async (place: Place) => ({
  title: place.mark,
  categories: [await place.category()],
  media: [{ upload: await place.pictureUpload() }],
  variants: [{ sku: fresh(place), price: PRICE, imageUpload: await place.pictureUpload() }],
});
const productChanges = async (place: Place) => ({
  title: `${place.mark} changed`,
  categories: [await place.category()],
  media: [{ upload: await place.pictureUpload() }],
  variants: [{ id: await place.variant(), price: PRICE, imageUpload: await place.pictureUpload() }],
});
const productsNamed = async (place: Place) => ({ products: [await place.product()] });

const searchesOfProducts = list(
  ({ mark }) => ({ first: 5, query: mark }),
  async (place) => ({ first: 5, query: `category:${await place.category()}` }),
  async (place) => ({ first: 5, query: `collection:${await place.collection()}` }),
);

/** Products, collections, categories, attributes and redirects. */
export const catalog: ExamplesOfNoun = {
  subjects: {
    product: (place) => place.product(),
    collection: (place) => place.collection(),
    category: (place) => place.emptyCategory(),
    attributeDefinition: (place) => place.attributeDefinition(),
    redirect: (place) => place.redirect(),
    bulkEdit: (place) => place.bulkEdit(),
  },
  inputs: {
    productCreate: newProduct,
    productUpdate: productChanges,
    productsCreate: async (place) => ({ products: [await newProduct(place)] }),
    productsSet: async (place) => ({ products: [{ handle: fresh(place), ...(await newProduct(place)) }] }),
    productsUpdate: async (place) => ({ products: [{ product: await place.product(), ...(await productChanges(place)) }] }),
    productsUpdateFound: async (place) => ({ query: place.mark, change: { tagsAdd: [fresh(place)] } }),
    collectionCreate: async (place) => ({ title: fresh(place), ...(await productsNamed(place)) }),
    collectionUpdate: async (place) => ({ title: `${place.mark} changed`, ...(await productsNamed(place)) }),
    collectionProductsAdd: productsNamed,
    collectionProductsRemove: productsNamed,
    collectionProductMove: async (place) => ({ product: await place.product(), after: await place.product() }),
    redirectCreate: async (place) => ({ path: `/${fresh(place)}`, product: await place.product() }),
    redirectsCreate: async (place) => ({
      redirects: [
        { path: `/${fresh(place)}`, product: await place.product() },
        { path: `/${fresh(place)}`, collection: await place.collection() },
      ],
    }),
    categoryCreate: async (place) => ({ title: fresh(place), parent: await place.category() }),
    categoryUpdate: async (place) => ({ title: `${place.mark} changed`, parent: await place.category() }),
    attributeDefinitionCreate: (place) => ({ name: fresh(place) }),
    attributeDefinitionUpdate: ({ mark }) => ({ name: `${mark} changed` }),
  },
  untried: {
    'redirectCreate RedirectCreateInput.collection': 'one of the two is taken; redirectsCreate tries both',
    'productCreate VariantInput.id': 'a new product has no variant yet',
    'productsCreate VariantInput.id': 'a new product has no variant yet',
    'productsSet VariantInput.id': 'as in productUpdate, for a product that is found by words',
  },
  lookUps: {
    'Shop.product': list(
      async (place) => ({ id: await place.product() }),
      ({ mark }) => ({ handle: mark }),
      ({ mark }) => ({ externalId: mark }),
    ),
    'Shop.products': searchesOfProducts,
    'Shop.productsCount': list(
      ({ mark }) => ({ query: mark }),
      async (place) => ({ query: `collection:${await place.collection()}` }),
    ),
    'Shop.bulkEdit': list(async (place) => ({ id: await place.bulkEdit() })),
    'Shop.collection': byIdOrHandle((place) => place.collection()),
    'Shop.collections': list(({ mark }) => ({ first: 5, query: mark })),
    'Shop.categories': list(({ mark }) => ({ first: 5, query: mark })),
    'Shop.category': list(async (place) => ({ id: await place.category() })),
    'Shop.rulesPreview': list(async (place) => ({
      rules: { match: 'ALL', conditions: [{ field: 'CATEGORY', relation: 'EQUALS', value: await place.category() }] },
    })),

    'Query.product': byIdOrHandle((place) => place.product()),
    'Query.products': searchesOfProducts,
    'Query.collection': list(async (place) => {
      await place.collection();
      return { handle: place.mark };
    }),
    'Query.redirect': list(async (place) => {
      await place.redirect();
      return { path: `/${place.mark}` };
    }),
  },
};
