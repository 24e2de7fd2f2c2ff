import { z } from 'zod';
import { run } from '../frame/serve.js';
import { startWechatPaySandbox } from './sandbox.js';

const Environment = z.object({
  WECHAT_PAY_SANDBOX_PORT: z.coerce.number('takes a port from 0 to 65535').int().min(0).max(65_535).default(0),
  WECHAT_PAY_SANDBOX_STATE: z.string().optional(),
});

const read = Environment.safeParse(process.env);
if (!read.success) {
  for (const { path, message } of read.error.issues) process.stderr.write(`${String(path[0])} ${message}.\n`);
  process.exit(1);
}
const { WECHAT_PAY_SANDBOX_PORT: port, WECHAT_PAY_SANDBOX_STATE: stateFile } = read.data;
run(await startWechatPaySandbox({ port, ...(stateFile ? { stateFile } : {}) }));
