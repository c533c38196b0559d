import type { Environment } from "../config/settings.ts";
import { topics } from "../domain/bus-event.ts";
import { oneProcess, serviceNames } from "../domain/service-name.ts";
import type { AllServicesWish } from "../surfaces/cli/program.ts";
import { makeService } from "./compose-services.ts";
import { assertRoom, guardMemory } from "./guard-memory.ts";
import { type Companion, runServices, type ServiceParts } from "./run-service.ts";

/** Between two looks at what the services do. */
const lookMs = 250;

/** All services in this process, with the memory guard and whoever watches. */
export async function runAllServices(
  { plan, scan, signal, onLine, onStarted, onEvent, onLook }: AllServicesWish,
  environment: Environment,
): Promise<number> {
  const { batchSeries } = scan;
  const wish = { plan, environment, batchSeries, onNotice: onLine };
  const role = oneProcess;
  return await runServices({
    ...{ role, names: serviceNames, dataDir: plan.dataDir, environment, signal },
    ...{ onLine, onStarted },
    make: (service, parts) => makeService(service, parts, wish),
    async beside(parts, runner): Promise<Companion> {
      assertRoom(parts.store, { role, plan });
      const guard = await guardMemory(parts, {
        role,
        plan,
        // It is told as an event as well.
        onEvent: () => undefined,
      });
      const watch = watchEvents(parts, onEvent);
      const looking = new AbortController();
      const looks = look(parts, () => onLook((name) => runner.status(name)), looking.signal);
      return {
        async stop() {
          looking.abort();
          await looks;
          await watch.stop();
          await guard.stop();
        },
      };
    },
  });
}

function watchEvents({ bus }: ServiceParts, onEvent: AllServicesWish["onEvent"]) {
  return bus.subscribe({ topics }, (events) => {
    for (const event of events) onEvent(event);
  });
}

async function look(
  { clock }: ServiceParts,
  onLook: () => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    onLook();
    await clock.sleep(lookMs, signal);
  }
}
