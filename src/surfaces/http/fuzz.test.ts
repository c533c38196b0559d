/** Whatever comes over the wire: an answer, never a 500, never a hang. More: `npm run fuzz`. */
import { expect, test } from "bun:test";
import { fuzzHttp } from "../../../testing/fuzz/http-fuzz.ts";

test("3,000 requests get an answer that is none of ours to be ashamed of", async () => {
  const { statuses } = await fuzzHttp({ runs: 3_000, seed: 7 });
  // The requests reach the routes, and their checks.
  for (const status of ["200", "400", "404", "405"]) expect(statuses[status]).toBeGreaterThan(50);
}, 120_000);
