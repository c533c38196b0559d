import { Failure } from "../../base/failure.ts";
import { serviceNames } from "../../domain/service-name.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Deployment } from "../../ports/deployment.ts";
import type { Say } from "./install.ts";
import type { Installation } from "./installation.ts";

const pauseMs = 1_000;
const anyAddress = ["0.0.0.0", "::", "[::]"];

/** Resolves when every service runs and the API says that it is ready. Throws Failure. */
export async function untilHealthy(
  { units, files, whyNotReady }: Deployment,
  wish: {
    readonly installation: Installation;
    readonly readyMsMax: number;
    readonly clock: Clock;
    readonly say: Say;
  },
): Promise<void> {
  const { installation, readyMsMax, clock, say } = wish;
  const url = readyUrl(files.read(installation.envFile) ?? "");
  const names = installation.scanners === "live" ? serviceNames : serviceNames.slice(0, 3);
  const endMs = clock.nowMs() + readyMsMax;
  for (;;) {
    const states = await units.states(names.map((name) => `${name}.service`));
    const idle = states.find(({ state }) => state !== "active");
    const why = idle === undefined ? await whyNotReady(url) : `${idle.unit} is ${idle.state}`;
    if (why === undefined) {
      say("every service is ready");
      return;
    }
    if (clock.nowMs() >= endMs) {
      const seconds = Math.round(readyMsMax / 1_000);
      throw new Failure("host.unavailable", `not ready within ${seconds} s: ${why}`);
    }
    await clock.sleep(pauseMs);
  }
}

/** Where the API server listens, by the settings that its unit reads. */
function readyUrl(environment: string): string {
  const value = (name: string) =>
    new RegExp(`^\\s*${name}=["']?([^"'\\s]+)`, "m").exec(environment)?.[1];
  const host = value("L2T_HTTP_HOST") ?? "127.0.0.1";
  const shown = anyAddress.includes(host) ? "127.0.0.1" : host;
  return `http://${shown}:${value("L2T_HTTP_PORT") ?? "8000"}/ready`;
}
