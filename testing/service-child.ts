/**
 * Runs toy services as `l2t service` runs real ones: DATA_DIR ROLE HABIT SPEED, where a habit may
 * be "first,later" to behave otherwise once the service has been started before, and all waiting
 * takes SPEED times less.
 */
import { endOnBug } from "../src/app/end-on-bug.ts";
import { runServices } from "../src/app/run-service.ts";
import { Failure } from "../src/base/failure.ts";
import { oneProcess, type ProcessRole, serviceNames } from "../src/domain/service-name.ts";
import { fastClock } from "./fast-clock.ts";
import { type ToyHabit, ToyService } from "./toy-service.ts";

const [dataDir = "", role = "", habits = "calm", speed = "1"] = process.argv.slice(2);
endOnBug(async (error) => {
  console.log(String(error));
  return 70;
});
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());

try {
  const code = await runServices({
    role: role as ProcessRole,
    names: serviceNames.filter((name) => role === oneProcess || name === role),
    dataDir,
    environment: process.env,
    signal: stop.signal,
    clock: fastClock(Number(speed)),
    onLine: (text) => console.log(text),
    make: async (name, { store }) => {
      const [first = "calm", later = first] = habits.split(",");
      const record = store.services.services().find(({ service }) => service === name);
      const habit = (record?.startCount ?? 1) > 1 ? later : first;
      console.log(`${name} makes itself ${habit}`);
      return new ToyService(name, habit as ToyHabit);
    },
  });
  process.exit(code);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.log(error.message);
  process.exit(error.policy.exit);
}
