/** Waits for a moment, claims a lock, says how it went, and ends without releasing it. */
import { lockFolder } from "../src/adapters/host/instance-lock.ts";
import { Failure } from "../src/base/failure.ts";

const [folder = "", name = "", goTsMs = "0"] = process.argv.slice(2);
while (Date.now() < Number(goTsMs)) await Bun.sleep(0);
let outcome = "mine";
try {
  lockFolder(folder, name);
} catch (error) {
  outcome = error instanceof Failure ? error.code : String(error);
}
console.log(outcome);
// Long enough that all the others meet a holder that lives.
await Bun.sleep(1_500);
process.exit(0);
