/** The settings of a test file's process: a database and a Redis prefix for each Jest worker, so that files may run side by side. */
const worker = process.env.JEST_WORKER_ID ?? '1';
const mongo = new URL(process.env.MONGO_URL ?? 'mongodb://127.0.0.1:27017/');
const given = mongo.pathname.slice(1) || 'test';
mongo.pathname = `/${given}_${worker}`;

Object.assign(process.env, {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  MONGO_URL: mongo.href,
  REDIS_PREFIX: `${process.env.REDIS_PREFIX ?? 'test'}-${worker}`,
  SECRET_KEYS: `t1:${Buffer.alloc(32, 1).toString('base64')}`,
  // All tests sign up from one address, and share the count of the worker's hour.
  SIGN_UPS_PER_HOUR: '1000',
  DATA_DIR: `${process.env.TEST_FOLDER}/data-${worker}`,
});
