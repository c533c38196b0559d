import { ChildLauncher } from "../adapters/host/child-launcher.ts";
import { lockRoles } from "../adapters/host/instance-lock.ts";
import { systemClock } from "../adapters/host/system-clock.ts";
import { Failure } from "../base/failure.ts";
import type { Environment } from "../config/settings.ts";
import {
  runScheduled,
  type ScanShare,
  type ScheduledScanOptions,
  type ShareReport,
  scanShare,
  type WorkerLauncher,
} from "../services/live-scan/scheduled-scan.ts";
import type { ServiceWish } from "../surfaces/cli/program.ts";
import { wordsOf } from "../surfaces/cli/services-plan.ts";
import { definitionOf } from "./definition-of.ts";
import { openStore } from "./open-store.ts";
import { ownLine } from "./own-line.ts";
import { openBus } from "./run-service.ts";

/** Tells a process that it is a worker, and of which part. */
const shareVariable = "L2T_SCAN_SHARE";

/**
 * A scanner on a schedule: judges what is there, writes it and ends. Throws Failure
 * host.unavailable where the scanner runs already, run.interrupted when it is stopped.
 */
export async function scanOnce(wish: ServiceWish, environment: Environment): Promise<number> {
  const share = environment[shareVariable];
  if (share) {
    const reports = await withTools(wish, (tools) => scanShare(tools, JSON.parse(share)));
    wish.onLine(JSON.stringify(reports));
    return 0;
  }
  const lock = lockRoles(wish.plan.dataDir, [wish.name]);
  try {
    return await withTools(wish, (tools) => scanAll(wish, tools, environment));
  } finally {
    lock.release();
  }
}

async function scanAll(
  wish: ServiceWish,
  tools: ScheduledScanOptions,
  environment: Environment,
): Promise<number> {
  const { name, scan, onLine } = wish;
  const { store, clock } = tools;
  store.services.recordStart(name, { pid: process.pid, tsMs: clock.nowMs() });
  const end = (text: string) => {
    const tsMs = clock.nowMs();
    store.services.recordHeartbeat(name, { tsMs, state: "stopped", text, doneRatio: null });
    onLine(text);
  };
  try {
    const launcher = workersOf(wish, environment);
    const summaries = await runScheduled({ ...tools, workers: scan.workers, launcher });
    const added = summaries.reduce((sum, { signalsAdded }) => sum + signalsAdded, 0);
    const lengths = summaries.map(({ interval }) => interval).join(", ") || "no";
    end(`scanned ${lengths} bars: ${added} new signals; runs on a schedule`);
    return 0;
  } catch (error) {
    if (error instanceof Failure) end(error.message);
    throw error;
  }
}

async function withTools<T>(
  { name, plan, scan, signal }: ServiceWish,
  work: (tools: ScheduledScanOptions) => Promise<T>,
): Promise<T> {
  const clock = systemClock;
  const store = await openStore({ dataDir: plan.dataDir, isReadOnly: false });
  try {
    const bus = await openBus(plan.dataDir, store, clock);
    try {
      const definition = definitionOf(name);
      const { batchSeries } = scan;
      return await work({ store, bus, clock, definition, batchSeries, signal });
    } finally {
      await bus.close();
    }
  } finally {
    store.close();
  }
}

/** Workers are this program once more, with a share to scan. */
function workersOf({ name, plan, scan }: ServiceWish, environment: Environment): WorkerLauncher {
  const words = ["--once", "--batch-size", String(scan.batchSeries), ...wordsOf(plan)];
  return {
    launch: (share, signal) => {
      const launcher = new ChildLauncher({
        lineOf: (service) => ownLine(["service", service, ...words]),
        environment: { ...environment, ...shareOf(share) },
      });
      return new Promise((done, failed) => {
        let text = "";
        const onEnd = ({ code }: { readonly code: number | null }) => {
          signal.removeEventListener("abort", stop);
          if (code === 0) done(JSON.parse(text) as readonly ShareReport[]);
          else failed(new Failure("host.unavailable", `a worker of the ${name} failed: ${text}`));
        };
        const onLine = (line: string) => {
          text += line;
        };
        const child = launcher.launch(name, { onLine, onEnd, onMessage: () => undefined });
        const stop = () => child.kill("SIGTERM");
        signal.addEventListener("abort", stop, { once: true });
      });
    },
  };
}

function shareOf(share: ScanShare): Record<string, string> {
  return { [shareVariable]: JSON.stringify(share) };
}
