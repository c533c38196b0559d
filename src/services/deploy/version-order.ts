/** Below zero when `a` is older than `b`: "1.9.0" before "1.10.0", "2.0.0-rc.1" before "2.0.0". */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (const at of [0, 1, 2]) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.early === right.early) return 0;
  if (left.early === "") return 1;
  if (right.early === "") return -1;
  return left.early.localeCompare(right.early, "en", { numeric: true });
}

function parts(version: string) {
  const [numbers = "", ...early] = version.split("-");
  return { numbers: numbers.split(".").map(Number), early: early.join("-") };
}
