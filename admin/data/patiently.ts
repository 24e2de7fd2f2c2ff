import type { CombinedError } from 'urql';

interface Answered {
  error?: CombinedError | undefined;
}

/** For how long the server asks to wait, in seconds; null where something else is wrong. */
function askedToWait({ error }: Answered): number | null {
  const throttled = error?.graphQLErrors.find(({ extensions }) => extensions?.code === 'THROTTLED');
  return throttled ? Number(throttled.extensions?.retryAfter ?? 1) : null;
}

/**
 * One of many requests: where the server asks to wait, it waits and asks again.
 * @param isOver whoever asked has gone: the last answer is given as it is
 */
export async function patiently<Answer extends Answered>(ask: () => Promise<Answer>, isOver: () => boolean = () => false): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    const seconds = askedToWait(answer);
    if (seconds === null || isOver()) return answer;
    await new Promise((done) => setTimeout(done, seconds * 1000 + 50));
  }
}

/** In parts of at most so many. */
export const inParts = <One>(all: readonly One[], size: number): One[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_part, at) => all.slice(at * size, (at + 1) * size));
