/**
 * A process that works on the login at Schwab of a data directory.
 *   bun schwab-token-child.ts renew FOLDER URL   waits until there is a file "go", asks for an
 *                                                access token, prints it
 *   bun schwab-token-child.ts write FOLDER       writes token after token until it is killed, and
 *                                                prints the number of each one that is stored
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/adapters/host/system-clock.ts";
import { SchwabAuth } from "../../src/adapters/providers/schwab/auth.ts";
import { TokenEndpoint } from "../../src/adapters/providers/schwab/token-endpoint.ts";
import { vendorLink } from "../vendor-link.ts";
import { tokenAt, tokenFileIn } from "./schwab-vendor.ts";

const [, , work = "", folder = "", baseUrl = ""] = process.argv;
const clock = systemClock;
const file = tokenFileIn(folder, clock);
/** Writing takes a while, so that a kill falls into it. */
const padding = "x".repeat(400_000);

if (work === "renew") await renew();
else await write();

async function renew(): Promise<void> {
  const { http } = vendorLink({ baseUrl, clock, speed: 1 });
  const endpoint = new TokenEndpoint({ http, app: { key: "app-key", secret: "app-secret" } });
  const auth = new SchwabAuth({ file, endpoint, clock });
  process.stdout.write("waits\n");
  while (!existsSync(join(folder, "go"))) await clock.sleep(1);
  const token = await auth.accessToken(new AbortController().signal);
  process.stdout.write(`${token}\n`);
}

async function write(): Promise<void> {
  for (;;) {
    await file.locked(async (token) => {
      const last = Number(token?.accessToken.split(" ")[0] ?? 0);
      const accessToken = `${last + 1} ${padding}`;
      file.write(tokenAt(clock.nowMs(), { accessToken }));
      process.stdout.write(`${last + 1}\n`);
    });
  }
}
