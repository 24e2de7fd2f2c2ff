import type { BuyerPlace, PaymentMethod, PaymentMethodChoiceInput, PaymentMethodsQuery, PaymentProvider } from '../../../generated/graphql';
import type { Money } from '../../../ui/show';

export type KnownWay = Omit<NonNullable<PaymentMethodsQuery['shop']>['paymentWays'][number], '__typename'>;

/** What the merchant has chosen for a way, or for all of a provider's that have no choice of their own. */
export interface Choice {
  provider: PaymentProvider;
  method: PaymentMethod | null;
  enabled: boolean;
  title: string | null;
  minAmount: Money | null;
  maxAmount: Money | null;
  /** Null: where it usually is. */
  places: readonly BuyerPlace[] | null;
}

export const PLACES = ['WECHAT', 'MINI_PROGRAM', 'MOBILE', 'DESKTOP', 'APP'] as const satisfies readonly BuyerPlace[];

/** A way to pay as the page shows it: what there is to know of it, and what the merchant has chosen. */
export interface Row extends Omit<Choice, 'method' | 'provider'> {
  key: string;
  way: KnownWay;
}

/** Every way that the shop has, in the merchant's order, each with the choice that holds for it: its own, or its provider's. */
export const rowsOf = (ways: readonly KnownWay[], choices: readonly Choice[]): Row[] =>
  ways.map((way) => {
    const own = choices.find(({ provider, method }) => provider === way.provider && method === way.method);
    const whole = choices.find(({ provider, method }) => provider === way.provider && !method);
    const key = `${way.provider}/${way.method}`;
    if (own) return { ...chosen(own), key, way };
    if (!whole) return { enabled: true, title: null, minAmount: null, maxAmount: null, places: null, key, way };
    return { ...chosen(whole), ...narrowed(whole, way), key, way };
  });

const chosen = ({ enabled, title, minAmount, maxAmount, places }: Choice) => ({ enabled, title, minAmount, maxAmount, places });

/** A choice for a whole provider names places that hold for each of its ways only where that way usually is. */
function narrowed({ enabled, places }: Choice, way: KnownWay): Pick<Choice, 'enabled' | 'places'> {
  if (!places) return { enabled, places: null };
  const left = places.filter((place) => way.usualPlaces.includes(place));
  return left.length > 0 ? { enabled, places: left } : { enabled: false, places: null };
}

/**
 * What is sent: every way that is shown by its own name and in its order, then what was chosen for ways that the shop has not at the
 * moment, so that it holds again once their account does.
 */
export function inputOf(rows: readonly Row[], choices: readonly Choice[]): PaymentMethodChoiceInput[] {
  const shown = new Set(rows.map(({ key }) => key));
  const providers = new Set(rows.map(({ way }) => way.provider));
  const absent = choices.filter(({ provider, method }) => (method ? !shown.has(`${provider}/${method}`) : !providers.has(provider)));
  return [...rows.map(({ way: { provider, method }, ...choice }) => given({ provider, method, ...choice })), ...absent.map(given)];
}

const given = ({ provider, method, enabled, title, minAmount, maxAmount, places }: Choice): PaymentMethodChoiceInput => ({
  provider,
  method: method ?? null,
  enabled,
  title: title ?? null,
  minAmount: minAmount ? { amount: minAmount.amount, currency: minAmount.currency } : null,
  maxAmount: maxAmount ? { amount: maxAmount.amount, currency: maxAmount.currency } : null,
  places: places ? [...places] : null,
});

/** As one takes it out and puts it in at another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  return next;
}
