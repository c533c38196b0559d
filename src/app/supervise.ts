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

/** Where the files of a compiled program are for itself. */
const compiledFolder = "/$bunfs/";

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

/** This very program with other words: as bin/l2t runs it, or compiled. */
function ownLine(words: readonly string[]): readonly [string, ...string[]] {
  const [, main = ""] = process.argv;
  if (main.startsWith(compiledFolder)) return [process.execPath, ...words];
  return [process.execPath, ...process.execArgv, main, ...words];
}
