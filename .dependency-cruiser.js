/** The arrows of docs/ARCHITECTURE.md: which room may import which, and inside commerce/ which noun may import which. */

/** A room imports from itself, from packages, and from the rooms named here. tests/ and bench/ may import all. */
const ROOMS = {
  platform: [],
  tenants: ['platform'],
  commerce: ['tenants', 'platform'],
  storefront: ['commerce', 'tenants', 'platform'],
  server: ['commerce', 'tenants', 'platform', 'storefront', 'schema'],
  worker: ['commerce', 'tenants', 'platform'],
  sandboxes: ['platform'],
  admin: ['schema'],
  schema: [],
  bin: ['platform'],
};
const EVERY_ROOM = [...Object.keys(ROOMS), 'tests', 'bench'];

/** Lowest first: a noun imports from the lines above its own, and from nobody beside it on its line. */
const NOUNS = [
  ['words'],
  ['catalog', 'customers', 'files'],
  ['redirects'],
  ['inventory'],
  ['promotions'],
  ['carts'],
  ['orders'],
  ['payments', 'fulfillment'],
  ['checkout', 'shipping-info'],
  ['openings', 'imports', 'exports'],
  ['feeds'],
];
/** They only react to events: they may read from any noun above, and no noun imports them. */
const REACTING = ['notifications', 'webhooks', 'agency-orders', 'sales'];

const any = (names) => `^(${names.join('|')})/`;
const noun = (names) => `^commerce/(${names.join('|')})/`;
const TESTS = '\\.test\\.ts$';

const rooms = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `${room}/ imports from ${['itself', ...allowed].join(', ')} and from nothing else; its tests may use tests/support.`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: TESTS },
  to: { path: any(EVERY_ROOM.filter((other) => other !== room && !allowed.includes(other))) },
}));

/** A test beside its unit may look further than the unit, never into a room above: only the shared helpers of tests/ are open to it. */
const testsBeside = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `tests-in-${room}`,
  severity: 'error',
  from: { path: `^${room}/.*${TESTS}` },
  to: {
    path: any(EVERY_ROOM.filter((other) => other !== room && !allowed.includes(other))),
    pathNot: '^(tests/support|bin/servers|sandboxes)/',
  },
}));

const nouns = NOUNS.flatMap((line, index) =>
  line.map((name) => {
    const below = NOUNS.slice(0, index).flat();
    const all = [...NOUNS.flat(), ...REACTING];
    return {
      name: `noun-${name}`,
      comment: `commerce/${name} imports from ${below.join(', ') || 'no other noun'}.`,
      severity: 'error',
      from: { path: noun([name]), pathNot: TESTS },
      to: { path: noun(all.filter((other) => other !== name && !below.includes(other))) },
    };
  }),
);

const nounNames = [...NOUNS.flat(), ...REACTING];

export default {
  forbidden: [
    ...rooms,
    ...testsBeside,
    ...nouns,
    {
      name: 'noun-reacting',
      comment: 'What reacts to events is imported by no other noun.',
      severity: 'error',
      from: { path: `^commerce/(${nounNames.join('|')})/`, pathNot: TESTS },
      to: { path: noun(REACTING), pathNot: '^commerce/$1/' },
    },
    {
      name: 'noun-unknown',
      comment: 'Each folder of commerce/ has its place in the order of nouns above.',
      severity: 'error',
      from: {},
      to: { path: '^commerce/', pathNot: noun(nounNames) },
    },
    {
      name: 'door-of-a-noun',
      comment:
        "From outside, a noun is reached through its index.ts, or its plain.ts where it has one (what needs no database); tests and another noun's tests look inside.",
      severity: 'error',
      from: { path: '^commerce/([^/]+)/', pathNot: TESTS },
      to: { path: '^commerce/[^/]+/', pathNot: ['^commerce/$1/', '^commerce/[^/]+/(index|plain)\\.ts$'] },
    },
    {
      name: 'door-of-a-noun-from-rooms',
      severity: 'error',
      from: { pathNot: [TESTS, '^commerce/', '^(tests|bench)/'] },
      to: { path: '^commerce/[^/]+/', pathNot: '^commerce/[^/]+/index\\.ts$' },
    },
    {
      name: 'door-of-tenants',
      comment: 'From other rooms, tenants/ is reached through its index.ts: only what it lists there may make a context.',
      severity: 'error',
      from: { pathNot: [TESTS, '^tenants/', '^(tests|bench)/'] },
      to: { path: '^tenants/', pathNot: '^tenants/index\\.ts$' },
    },
    {
      name: 'no-circles',
      comment: 'Not of types either. The types that codegen writes stand in circles with the resolvers whose types they name.',
      severity: 'error',
      from: { pathNot: '/generated/' },
      to: { circular: true, viaOnly: { pathNot: '/generated/' } },
    },
    {
      name: 'image-has-it',
      comment: 'What runs in production imports no package that is there for development alone.',
      severity: 'error',
      from: { path: '^(platform|tenants|commerce|server|worker|sandboxes|schema)/', pathNot: [TESTS, '^schema/check'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-dead-ends', comment: 'Every import leads somewhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(server/graphiql|dist|admin/generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css'],
    },
  },
};
