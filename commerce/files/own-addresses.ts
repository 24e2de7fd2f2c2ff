import { config } from '#platform/config.js';
import { type AgencyContext, agencyId, type ShopContext } from '#tenants/index.js';
import { mediaFiles } from './media.model.js';
import { ownerOf } from './owner.js';

type Where = AgencyContext | ShopContext;

/** As `waitingUrl` and `mediaUrl` write them, behind the agency. */
const BY_ADDRESS = /^of\/([0-9a-f]{64})$/;
const BY_CONTENT = /^([0-9a-f]{64})\/[1-9][0-9]{0,4}\.webp$/;

/**
 * What stands behind those of these URLs that we gave out ourselves for pictures of this agency: the address that products keep. A picture
 * that several addresses lead to is the one that was there first. URLs of others, and another agency's, are not in the answer.
 */
export async function ownAddresses(where: Where, urls: readonly string[]): Promise<Map<string, string>> {
  const start = `${config().publicUrl}/media/${agencyId.encode(where.agencyId)}/`;
  const ours = [...new Set(urls)].flatMap((url) => {
    const rest = url.startsWith(start) ? url.slice(start.length) : '';
    const [byAddress, byContent] = [BY_ADDRESS.exec(rest)?.[1], BY_CONTENT.exec(rest)?.[1]];
    return byAddress || byContent ? [{ url, byAddress, byContent }] : [];
  });
  if (ours.length === 0) return new Map();
  const addressHashes = ours.flatMap(({ byAddress }) => byAddress ?? []);
  const hashes = ours.flatMap(({ byContent }) => byContent ?? []);
  const found = await mediaFiles
    .in(ownerOf(where))
    .find(
      { $or: [{ addressHash: { $in: addressHashes } }, { hash: { $in: hashes } }] },
      { fields: ['address', 'addressHash', 'hash'], sort: { _id: -1 } },
    );
  const addresses = new Map(found.map(({ addressHash, address }) => [addressHash, address]));
  const contents = new Map(found.flatMap(({ hash, address }) => (hash ? [[hash, address] as const] : [])));
  return new Map(
    ours.flatMap(({ url, byAddress, byContent }) => {
      const address = byAddress ? addresses.get(byAddress) : contents.get(byContent!);
      return address ? [[url, address] as const] : [];
    }),
  );
}
