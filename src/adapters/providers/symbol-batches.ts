/** Items in lists of `lengthMax`. */
export function inParts<T>(items: readonly T[], lengthMax: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += lengthMax) parts.push(items.slice(at, at + lengthMax));
  return parts;
}

/** Names in lists that fit into an address, each name once. */
export function symbolBatches(
  names: readonly string[],
  limits: { readonly symbolsMax: number; readonly lettersMax: number },
): string[][] {
  const batches: string[][] = [];
  let letters = Number.POSITIVE_INFINITY;
  for (const name of new Set(names)) {
    // A comma takes three letters in an address.
    letters += name.length + 3;
    const last = batches.at(-1);
    if (last && last.length < limits.symbolsMax && letters <= limits.lettersMax) {
      last.push(name);
      continue;
    }
    batches.push([name]);
    letters = name.length;
  }
  return batches;
}
