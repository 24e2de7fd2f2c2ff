import { ConfigError, config } from '#platform/config.js';
import { log } from '#platform/log.js';
import { connectMongo, disconnectMongo } from '#platform/mongo.js';
import { createCollections } from './collections.js';
import { migrate } from './migrations.js';

/** Run when a version is deployed, before its processes start: they build nothing themselves. */
try {
  config();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  for (const sentence of error.sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

await connectMongo();
const ran = await migrate();
const collections = await createCollections();
log.info({ collections: collections.length, migrations: ran }, 'the database is ready for this version');
await disconnectMongo();
process.exit(0);
