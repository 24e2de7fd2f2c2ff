import type { Types } from 'mongoose';

/** Makes a thing when it is first asked for, and never again. */
export function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The same for a document: it is answered as the API names it. */
export const named = (
  type: { encode(id: Types.ObjectId): string },
  make: () => Promise<{ _id: Types.ObjectId }>,
): (() => Promise<string>) => once(async () => type.encode((await make())._id));
