import { afterEach } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { declaredCollections } from '#tenants/declared.js';

/**
 * Sees every command that leaves this process, hooks or not: one that touches a shop's collection must name a shop in its filter, its
 * first $match or each of its documents, unless it went through the door `acrossShops`, which signs its commands.
 */
const trespasses: string[] = [];

type Command = Record<string, unknown> & { comment?: unknown };

function inspect({ commandName, command }: { commandName: string; command: Command }): void {
  const collection = command[commandName];
  if (typeof collection !== 'string') return;
  const declared = declaredCollections().get(collection);
  if (!declared || declared.declaration.owner === 'none') return;
  if (typeof command.comment === 'string' && command.comment.startsWith('across shops: ')) return;
  const { owner } = declared.declaration;
  for (const part of partsOf(commandName, command)) {
    if (!names(part, owner)) trespasses.push(`${commandName} on ${collection} without ${owner}: ${JSON.stringify(part)?.slice(0, 300)}`);
  }
}

/** Everything in a command that decides which documents it touches. */
function partsOf(name: string, command: Command): unknown[] {
  const list = (key: string, inner: string) => ((command[key] as Record<string, unknown>[]) ?? []).map((one) => one[inner]);
  switch (name) {
    case 'find':
      return [command.filter];
    case 'count':
    case 'distinct':
    case 'findAndModify':
      return [command.query];
    case 'insert':
      return command.documents as unknown[];
    case 'update':
      return list('updates', 'q');
    case 'delete':
      return list('deletes', 'q');
    case 'aggregate':
      return [(command.pipeline as Record<string, unknown>[])[0]?.$match];
    default:
      return []; // getMore, createIndexes, listIndexes: they choose no documents
  }
}

const names = (part: unknown, owner: string): boolean => {
  if (part === null || typeof part !== 'object') return false;
  const known = part as Record<string, unknown>;
  return known[owner] != null || (Array.isArray(known.$and) && known.$and.some((inner) => names(inner, owner)));
};

/** Watches a client; connectForTest() calls it for the one that Mongoose opens. */
export function guard(client: mongo.MongoClient): void {
  client.on('commandStarted', inspect as never);
}

/** What the guard has seen since the last test; a test of the guard itself takes it away here. */
export const takeTrespasses = (): string[] => trespasses.splice(0);

afterEach(() => {
  const seen = takeTrespasses();
  if (seen.length > 0) throw new Error(`A command to a shop's collection named no shop:\n${seen.join('\n')}`);
});

if (mongoose.connection.readyState === 1) guard(mongoose.connection.getClient());
