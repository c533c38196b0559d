/**
 * Does `work` on items, up to `parallelMax` at a time, and yields the results in the items' order.
 * The first failure ends it; what is still under way is called off, also when the reader leaves.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  parallelMax: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<R> {
  const end = new AbortController();
  const leave = () => end.abort();
  signal.addEventListener("abort", leave);
  if (signal.aborted) leave();
  const running: Promise<R>[] = [];
  let next = 0;
  try {
    while (next < items.length || running.length > 0) {
      while (next < items.length && running.length < parallelMax) {
        const result = work(items[next] as T, end.signal);
        // Its failure is read when its turn comes, and not at all once another one has failed.
        result.catch(() => undefined);
        running.push(result);
        next += 1;
      }
      yield await (running.shift() as Promise<R>);
    }
  } finally {
    signal.removeEventListener("abort", leave);
    end.abort();
    await Promise.allSettled(running);
  }
}
