import { ShopContext } from '#tenants/context.js';
import {
  accessTokenId,
  createAccessToken,
  createSavedView,
  invitationId,
  inviteMember,
  listMembers,
  memberId,
  personId,
  placesOfContexts,
  recordAudit,
  SCOPES,
  savedViewId,
  signUpToJoin,
} from '#tenants/index.js';
import { PASSWORD, tokenMailed } from '#tests/support/people.js';
import { named, once } from '../once.js';
import type { Catalog } from './catalog.js';
import type { Ground } from './ground.js';

/** Who may come here, and what they did. */
export function peopleOn({ shop, mark, tenant }: Ground, { product }: Catalog) {
  /** Somebody who belongs to this shop alone. */
  const joined = once(async () => {
    const { token } = await join(shop, `${mark}-member@example.com`, mark);
    const [found] = await listMembers(shop);
    return { id: memberId.encode(found!.membership._id), session: token };
  });
  const invited = once(async () => {
    const email = `${mark}-guest@example.com`;
    const { _id } = await inviteMember(shop, { email, role: 'STAFF' });
    return { id: invitationId.encode(_id), token: await tokenMailed(email, 'INVITATION') };
  });

  return {
    member: async () => (await joined()).id,
    /** The session of that person. */
    memberSession: async () => (await joined()).session,
    invitation: async () => (await invited()).id,
    invitationToken: async () => (await invited()).token,
    accessToken: named(
      accessTokenId,
      async () => (await createAccessToken(shop, SCOPES, { name: mark, scopes: ['read_products'] })).accessToken,
    ),
    /** The whole agency's token keeps it: nobody else sees it. */
    savedView: named(savedViewId, () => {
      const actor = { kind: 'app', tokenId: tenant.tokenId } as const;
      const app = new ShopContext(shop, { actor, requestId: 'req_test', locale: 'en' });
      return createSavedView(app, { screen: 'ORDERS', name: mark, query: mark });
    }),
    /** What the owner did here, told with words of his. */
    auditEntry: once(async () => {
      const deed = {
        actor: { kind: 'PERSON' as const, id: personId.decode(tenant.owner), name: mark },
        mutation: 'productUpdate',
        subject: await product(),
        input: JSON.stringify({ title: mark }),
        address: '192.0.2.7',
        userAgent: mark,
        requestId: `req_${mark}`,
      };
      const changes = [{ field: 'title', before: JSON.stringify(mark), after: 'null' }];
      const many = { done: 1, refused: 0, first: [deed.subject] };
      await recordAudit(placesOfContexts([shop]), deed, { outcome: 'DONE', errors: [], changes, many, subject: deed.subject });
    }),
  };
}

/** Invites somebody new, who signs up with it. */
async function join(where: ShopContext, email: string, name: string) {
  await inviteMember(where, { email, role: 'STAFF' });
  const client = { userAgent: name, address: '192.0.2.1' };
  return signUpToJoin(await tokenMailed(email, 'INVITATION'), { name, password: PASSWORD }, 'en', client);
}
