import type { Faults } from '../frame/faults.js';
import type { Memory } from './memory.js';
import type { Post } from './post.js';

/** The parts of one running sandbox. */
export interface House {
  memory: Memory;
  post: Post;
  faults: Faults;
  /** Where it listens: `http://127.0.0.1:12224`. */
  address: () => string;
}
