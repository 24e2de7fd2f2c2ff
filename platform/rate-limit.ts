import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { hashToken } from './crypto.js';
import { redis, redisKey } from './redis.js';

interface Bounds {
  /** Names its counters in Redis. */
  name: string;
  points: number;
  seconds: number;
}

/**
 * So many attempts in so many seconds, over all processes; while Redis is away each process counts for itself.
 * Keys are stored hashed: they may be addresses of people.
 */
export class RateLimit {
  readonly #local: RateLimiterMemory;
  #shared: { connection: ReturnType<typeof redis>; limiter: RateLimiterRedis } | undefined;

  constructor(private readonly bounds: Bounds) {
    this.#local = new RateLimiterMemory({ points: bounds.points, duration: bounds.seconds, keyPrefix: bounds.name });
  }

  /** Counts one attempt. Answers 0, or the seconds to wait where there were too many. */
  async take(key: string): Promise<number> {
    try {
      await this.#limiter().consume(hashToken(key));
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.ceil(refused.msBeforeNext / 1000);
      throw refused;
    }
  }

  /** Takes an attempt back that turned out right. */
  async giveBack(key: string): Promise<void> {
    await this.#limiter().reward(hashToken(key));
  }

  #limiter(): RateLimiterRedis {
    const connection = redis();
    if (this.#shared?.connection !== connection) {
      const limiter = new RateLimiterRedis({
        storeClient: connection,
        keyPrefix: redisKey('limit', this.bounds.name),
        points: this.bounds.points,
        duration: this.bounds.seconds,
        insuranceLimiter: this.#local,
        rejectIfRedisNotReady: true,
      });
      this.#shared = { connection, limiter };
    }
    return this.#shared.limiter;
  }
}
