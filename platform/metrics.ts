import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What /metrics shows of this process. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics, prefix: 'shopyard_' });

const requests = new Histogram({
  name: 'shopyard_http_request_seconds',
  help: 'HTTP requests by door: how many, and how long they took',
  labelNames: ['method', 'door', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers: [metrics],
});

const jobs = new Histogram({
  name: 'shopyard_job_seconds',
  help: 'Jobs by queue, type and outcome: how many, and how long they ran',
  labelNames: ['queue', 'type', 'outcome'],
  buckets: [0.005, 0.025, 0.1, 0.5, 2, 10, 60],
  registers: [metrics],
});

const relayed = new Counter({
  name: 'shopyard_relay_rows_total',
  help: 'Rows that the relay of this process gave a place or handed to a queue',
  labelNames: ['step'],
  registers: [metrics],
});

/** `door` is the first part of the path: labels must not grow with ids. */
export const observeRequest = (method: string, door: string, status: number, milliseconds: number): void =>
  requests.observe({ method, door, status: `${Math.floor(status / 100)}xx` }, milliseconds / 1000);

export const observeJob = (queue: string, type: string, outcome: string, milliseconds: number): void =>
  jobs.observe({ queue, type, outcome }, milliseconds / 1000);

export const countRelayed = (step: 'placed' | 'handed', rows: number): void => relayed.inc({ step }, rows);

export interface Reading {
  labels: Record<string, string>;
  value: number;
}

/** A gauge that is read when somebody looks. What cannot be read then is left out. */
export function gauge(name: string, help: string, labelNames: readonly string[], read: () => Promise<readonly Reading[]>): void {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [metrics],
    async collect() {
      this.reset();
      for (const { labels, value } of await read().catch(() => [])) this.set(labels, value);
    },
  });
}
