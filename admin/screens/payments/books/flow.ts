interface Line<Account extends string> {
  account: Account;
  amount: { amount: string; currency: string };
}

/** An entry in double entry as money that goes from one account to another: what is above zero it comes from, what is below it goes to. */
export function flowOf<Account extends string>(lines: readonly Line<Account>[]): { from: Account[]; to: Account[] } {
  const signed = (isBelow: boolean) =>
    lines.filter(({ amount }) => amount.amount.startsWith('-') === isBelow).map(({ account }) => account);
  return { from: signed(false), to: signed(true) };
}
