import { expect, test } from "bun:test";
import { compareVersions } from "./version-order.ts";

test.each([
  ["0.1.0", "0.1.0", 0],
  ["1.9.0", "1.10.0", -1],
  ["2.0.0", "1.99.99", 1],
  ["2.0.0-rc.1", "2.0.0", -1],
  ["2.0.0-rc.10", "2.0.0-rc.9", 1],
])("%s against %s is %p", (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
  expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
});
