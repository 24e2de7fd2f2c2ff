import type { Faults } from '../frame/faults.js';
import type { Idempotency } from './idempotency.js';
import type { Memory } from './memory.js';
import type { StripeMock } from './mock.js';
import type { Post } from './post.js';

/** The parts of one running sandbox. */
export interface House {
  memory: Memory;
  mock: StripeMock;
  idempotency: Idempotency;
  post: Post;
  faults: Faults;
  /** Where it listens: `http://127.0.0.1:12222`. */
  address: () => string;
}
