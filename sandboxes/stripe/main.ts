import { z } from 'zod';
import { run } from '../frame/serve.js';
import { startStripeSandbox } from './sandbox.js';

const Environment = z.object({
  STRIPE_SANDBOX_PORT: z.coerce.number('takes a port from 0 to 65535').int().min(0).max(65_535).default(0),
  STRIPE_MOCK_URL: z.url({ protocol: /^https?$/, error: 'takes the address of stripe-mock, such as http://127.0.0.1:12111' }),
  STRIPE_SANDBOX_STATE: z.string().optional(),
});

const read = Environment.safeParse(process.env);
if (!read.success) {
  for (const { path, message } of read.error.issues) process.stderr.write(`${String(path[0])} ${message}.\n`);
  process.exit(1);
}
const { STRIPE_SANDBOX_PORT: port, STRIPE_MOCK_URL: stripeMockUrl, STRIPE_SANDBOX_STATE: stateFile } = read.data;
run(await startStripeSandbox({ port, stripeMockUrl, ...(stateFile ? { stateFile } : {}) }));
