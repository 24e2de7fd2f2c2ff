export default {
  shops: {
    title: 'Shops',
    search: 'Search by name or handle',
    name: 'Name',
    handle: 'Handle',
    mode: 'State',
    created: 'Opened',
    live: 'Live',
    test: 'Test',
    closed: 'Closed',
    none: 'No shop yet',
    noneFound: 'No shop was found',
  },
};
