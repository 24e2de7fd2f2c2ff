import { config } from '#platform/config.js';
import { connectForTest, disconnectAfterTest } from '#tests/support/database.js';
import { type Answer, startTestServer, type TestServer } from '#tests/support/server.js';
import type { Place } from './places/place.js';

/** The server, which lets everybody ask as much as he likes. */
export async function openServer(): Promise<TestServer> {
  await connectForTest();
  Object.assign(config(), { COST_BUCKET: 1_000_000, COST_RESTORE: 1_000_000 });
  return startTestServer();
}

export async function closeServer(server: TestServer): Promise<void> {
  await server.close();
  await disconnectAfterTest();
}

/** Who asks, with what, and where he is at home. */
export type Stranger = readonly [who: string, token: string, home: Place];

/** Who else may ask for what is in a place: somebody of another agency, or of the shop beside it. */
export const strangersOf = (stranger: Place, sister: Place): readonly Stranger[] => [
  ["another agency's token", stranger.tenant.token, stranger],
  ["another shop's token", stranger.token, stranger],
  ["another person's session", stranger.tenant.session, stranger],
  ["a sister shop's token", sister.token, sister],
];

/** Why an answer was refused as a whole: its codes, with the scope that was lacking. */
export const codesOf = ({ errors }: Answer<unknown>): string[] =>
  (errors ?? []).map(({ extensions: { code, scope } }) => (scope ? `${code} ${scope}` : code));
