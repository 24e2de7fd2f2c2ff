import { createServer, type Server } from 'node:http';
import { config } from '#platform/config.js';
import { sameText } from '#platform/crypto.js';
import { metrics } from '#platform/metrics.js';
import { partsOf } from '#platform/parts.js';

/** The worker's own port: /healthz, /readyz and, for who shows OPERATOR_TOKEN, /metrics. */
export function openDoor(isReady: () => boolean): Promise<Server> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string, type = 'application/json') => {
      response.writeHead(status, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).end(body);
    };
    try {
      switch (request.url) {
        case '/healthz':
          return answer(200, JSON.stringify({ status: 'up' }));
        case '/readyz': {
          const parts = await partsOf();
          const ready = isReady() && parts.mongo === 'up' && parts.redis === 'up';
          return answer(ready ? 200 : 503, JSON.stringify({ status: ready ? 'ready' : 'waiting', parts }));
        }
        case '/metrics':
          if (!isOperator(request.headers.authorization))
            return answer(401, JSON.stringify({ error: 'Show the OPERATOR_TOKEN as a bearer' }));
          return answer(200, await metrics.metrics(), metrics.contentType);
        default:
          return answer(404, JSON.stringify({ error: 'Here are /healthz, /readyz and /metrics' }));
      }
    } catch {
      answer(500, JSON.stringify({ error: 'This could not be read' }));
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config().WORKER_PORT, () => resolve(server));
  });
}

const isOperator = (authorization: string | undefined): boolean => {
  const token = config().OPERATOR_TOKEN;
  return token !== undefined && sameText(authorization ?? '', `Bearer ${token}`);
};
