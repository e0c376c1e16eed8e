/**
 * Does something for every item, `limit` at a time, results in the items' order. Waits for what is under way before it throws, and
 * throws the error of the first item that has one: the same error every time, and nothing left running.
 */
export async function inOrder<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: PromiseSettledResult<R>[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next;
      next += 1;
      const [result] = await Promise.allSettled(
        items.slice(index, index + 1).map((item) => work(item, index)),
      );
      if (result !== undefined) results[index] = result;
      if (result?.status === 'rejected') failed = true;
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
