import type { Environment } from "../config/settings.ts";
import { simulatedNowMs } from "../services/scan/market-clock.ts";
import type { Program } from "../surfaces/cli/program.ts";
import { hasStore, openStore } from "./open-store.ts";

/** The part of the program that `l2t service` needs: as little as can be in memory. */
export type ServiceProgram = Pick<Program, "isSimulated" | "runService">;

export function composeServiceProgram(environment: Environment): ServiceProgram {
  return {
    async isSimulated(dataDir) {
      if (!hasStore(dataDir)) return false;
      const store = await openStore({ dataDir, isReadOnly: true });
      try {
        return simulatedNowMs(store.metadata) !== null;
      } finally {
        store.close();
      }
    },

    async runService(wish) {
      if (wish.isOnce) {
        const { scanOnce } = await import("./scan-once.ts");
        return await scanOnce(wish, environment);
      }
      const { runOneService } = await import("./run-one-service.ts");
      return await runOneService(wish, environment);
    },
  };
}
