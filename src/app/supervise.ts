import { ChildLauncher } from "../adapters/host/child-launcher.ts";
import { lockRoles } from "../adapters/host/instance-lock.ts";
import { LinuxMemoryReader } from "../adapters/host/linux-memory-reader.ts";
import { systemClock } from "../adapters/host/system-clock.ts";
import { demoSymbolsDefault } from "../config/service-options.ts";
import type { Environment } from "../config/settings.ts";
import { oneProcess } from "../domain/service-name.ts";
import { Supervisor } from "../services/supervision/supervisor.ts";
import type { SupervisionWish } from "../surfaces/cli/program.ts";
import { guardLimitsOf } from "./guard-memory.ts";
import { ownLine } from "./own-line.ts";

/**
 * Runs the six services as children until `signal` aborts. Throws Failure host.unavailable where
 * another program does so on the same data directory.
 */
export async function superviseServices(
  { plan, words, signal, onLine, onReady }: SupervisionWish,
  environment: Environment,
): Promise<number> {
  const { dataDir, demo } = plan;
  const lock = lockRoles(dataDir, [oneProcess]);
  try {
    const supervisor = new Supervisor({
      launcher: new ChildLauncher({
        lineOf: (service) => ownLine(["service", service, ...words]),
        environment,
      }),
      clock: systemClock,
      reader: new LinuxMemoryReader({ running: { dataDir } }),
      limits: guardLimitsOf(demo?.symbols ?? demoSymbolsDefault),
      onLine,
      onReady,
    });
    await supervisor.run(signal);
  } finally {
    lock.release();
  }
  return 0;
}
