/** Runs what it is given one after another, whatever becomes of those before. */
export function takingTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(run: () => Promise<Result>): Promise<Result> => {
    const done = last.then(run);
    last = done.catch(() => {});
    return done;
  };
}
