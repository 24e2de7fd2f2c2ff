import type { GraphQLResolveInfo } from 'graphql';
import type { z } from 'zod';
import { UserError } from '#platform/errors.js';
import { type AgencyContext, claim, release, type ShopContext } from '#tenants/index.js';
import type { AdminRequest, OpenedAgency, OpenedShop, ShopRequest } from './request.js';
import { type UserErrorShape, userErrorsOf } from './user-errors.js';

type Payload<Result> = Partial<Result> & { userErrors: UserErrorShape[] };
type Resolver<Args, Request, Result> = (
  parent: unknown,
  args: Args,
  request: Request,
  info: GraphQLResolveInfo,
) => Promise<Payload<Result>>;
type AnyContext = ShopContext | AgencyContext;

interface Options<Context, Request, Args, Result> {
  /** Reads what an earlier request with the same idempotencyKey made, by the ids it kept. Without it the key is not taken. */
  replay?: (context: Context, ids: readonly string[], request: Request, args: Args) => Promise<Result>;
}

/**
 * A mutation of a shop, in one line: checks the input, claims the idempotency key, runs `run` and answers its result or userErrors.
 * The shop is open and the scope checked before (requires.ts).
 */
export function shopMutation<Input extends z.ZodType, Result extends object, Args extends object>(
  input: Input,
  run: (shop: ShopContext, input: z.output<Input>, args: Args, request: AdminRequest) => Promise<Result>,
  options: Options<ShopContext, AdminRequest, Args, Result> = {},
): Resolver<Args, AdminRequest, Result> {
  return (opened, args, request, info) =>
    answer(info, async () => {
      const shop = (opened as OpenedShop).context;
      return once(shop, callerOf(request), request, args, info, options, async (context) =>
        run(context, await read(input, args), args, request),
      );
    });
}

/** The same for an agency. */
export function agencyMutation<Input extends z.ZodType, Result extends object, Args extends object>(
  input: Input,
  run: (agency: AgencyContext, input: z.output<Input>, args: Args, request: AdminRequest) => Promise<Result>,
  options: Options<AgencyContext, AdminRequest, Args, Result> = {},
): Resolver<Args, AdminRequest, Result> {
  return (opened, args, request, info) =>
    answer(info, async () => {
      const agency = (opened as OpenedAgency).context;
      return once(agency, callerOf(request), request, args, info, options, async (context) =>
        run(context, await read(input, args), args, request),
      );
    });
}

/** For mutations with the argument `shops`: all of them are open and checked before any work begins. The first keeps the idempotency key. */
export function shopsMutation<Input extends z.ZodType, Result extends object, Args extends object>(
  input: Input,
  run: (shops: readonly ShopContext[], input: z.output<Input>, args: Args, request: AdminRequest) => Promise<Result>,
  options: Options<ShopContext, AdminRequest, Args, Result> = {},
): Resolver<Args, AdminRequest, Result> {
  return (opened, args, request, info) =>
    answer(info, async () => {
      const [first, ...others] = (opened as readonly OpenedShop[]).map(({ context }) => context);
      if (!first) throw new UserError('INVALID_INPUT', 'shops: names no shop', ['shops']);
      return once(first, callerOf(request), request, args, info, options, async (context) =>
        run([context, ...others], await read(input, args), args, request),
      );
    });
}

/** For whoever has no tenant yet: signUp, signIn. */
export function openMutation<Input extends z.ZodType, Result extends object, Args extends object>(
  input: Input,
  run: (input: z.output<Input>, args: Args, request: AdminRequest) => Promise<Result>,
): Resolver<Args, AdminRequest, Result> {
  return (_parent, args, request, info) => answer(info, async () => run(await read(input, args), args, request));
}

/** A shopper's mutation. His cart's or order's token is who he is; before he has one, his address: two shoppers' keys never meet. */
export function shopperMutation<Input extends z.ZodType, Result extends object, Args extends object>(
  input: Input,
  run: (shop: ShopContext, input: z.output<Input>, args: Args, request: ShopRequest) => Promise<Result>,
  options: Options<ShopContext, ShopRequest, Args, Result> = {},
): Resolver<Args, ShopRequest, Result> {
  return (_parent, args, request, info) =>
    answer(info, async () => {
      const { cart, order } = args as { cart?: string; order?: string };
      const shopper = `shopper/${cart ?? order ?? request.clientAddress}`;
      return once(request.shop, shopper, request, args, info, options, async (context) =>
        run(context, await read(input, args), args, request),
      );
    });
}

const callerOf = ({ caller }: AdminRequest): string => (caller.kind === 'person' ? caller.personId : caller.tokenId).toHexString();

/** Runs a mutation: what the caller can act on becomes userErrors, whatever else is a bug and thrown on. */
export async function answer<Result extends object>(info: GraphQLResolveInfo, run: () => Promise<Result>): Promise<Payload<Result>> {
  try {
    return { ...(await run()), userErrors: [] };
  } catch (error) {
    const field = info.parentType.getFields()[info.fieldName]!;
    return {
      userErrors: userErrorsOf(
        error,
        field.args.map(({ name }) => name),
      ),
    } as unknown as Payload<Result>;
  }
}

async function read<Input extends z.ZodType>(input: Input, args: object): Promise<z.output<Input>> {
  const { input: given = {} } = args as { input?: object };
  const { idempotencyKey: _key, ...rest } = given as { idempotencyKey?: unknown };
  return input.parseAsync(rest);
}

const MOST_KEY = 255;

const repeats = new WeakSet<object>();
/** Whether a mutation that came with these arguments was answered from an earlier one, by its idempotencyKey. */
export const isRepeat = (args: object): boolean => repeats.has(args);

async function once<Context extends AnyContext, Request, Args extends object, Result>(
  context: Context,
  caller: string,
  request: Request,
  args: Args,
  info: GraphQLResolveInfo,
  { replay }: Options<Context, Request, Args, Result>,
  run: (context: Context) => Promise<Result>,
): Promise<Result> {
  const {
    idempotencyKey: outer,
    input = {},
    ...tenant
  } = args as { idempotencyKey?: string | null; input?: { idempotencyKey?: string | null } };
  const { idempotencyKey: inner, ...given } = input;
  const key = inner ?? outer;
  if (key == null || !replay) return run(context);
  if (key.length === 0 || key.length > MOST_KEY)
    throw new UserError('INVALID_INPUT', `idempotencyKey: takes 1 to ${MOST_KEY} characters`, ['idempotencyKey']);
  const claimed = await claim(context, { caller, mutation: info.fieldName, key, input: { ...tenant, ...given } });
  if (claimed.kind === 'repeat') {
    repeats.add(args);
    return replay(context, claimed.result, request, args);
  }
  try {
    return await run(claimed.context);
  } catch (error) {
    await release(claimed.context);
    throw error;
  }
}
