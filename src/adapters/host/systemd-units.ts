import { existsSync } from "node:fs";
import { Failure } from "../../base/failure.ts";
import type { UnitManager, UnitState } from "../../ports/unit-manager.ts";
import { runProgram } from "./run-program.ts";

/** Made by systemd when it runs the machine: sd_booted(3). */
const bootedFolder = "/run/systemd/system";
/** Starting six services one after the other takes its time on a small machine. */
const timeoutMs = 900_000;

const shown = ["ActiveState", "StatusText", "MainPID", "NRestarts", "Result", "LoadState"] as const;
type Shown = Readonly<Record<string, string>>;

/** systemctl(1) and its relatives, found on the path. */
export class SystemdUnits implements UnitManager {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #declarations: string;
  readonly #bootedFolder: string;

  constructor(options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** Name of our files in sysusers.d and tmpfiles.d. */
    readonly declarations: string;
    /** Elsewhere in tests. */
    readonly bootedFolder?: string;
  }) {
    this.#environment = { ...options.environment, LANG: "C.UTF-8", SYSTEMD_COLORS: "0" };
    this.#declarations = options.declarations;
    this.#bootedFolder = options.bootedFolder ?? bootedFolder;
  }

  async version(): Promise<number> {
    if (!existsSync(this.#bootedFolder)) {
      throw new Failure(
        "host.unavailable",
        `systemd does not run this machine ("${this.#bootedFolder}" is missing); ` +
          "use l2t up --processes, or a machine that was started by systemd",
      );
    }
    const text = await this.#run("systemctl", "--version");
    return Number(/^systemd (\d+)/.exec(text)?.[1] ?? 0);
  }

  async prepare(): Promise<void> {
    await this.#run("systemd-sysusers", this.#declarations);
    await this.#run("systemd-tmpfiles", "--create", this.#declarations);
  }

  async reload(): Promise<void> {
    await this.#run("systemctl", "daemon-reload");
  }

  async enable(unit: string): Promise<void> {
    await this.#run("systemctl", "enable", unit);
  }

  async disable(unit: string): Promise<void> {
    await this.#run("systemctl", "disable", unit);
  }

  async start(unit: string): Promise<void> {
    await this.#run("systemctl", "start", unit);
  }

  async stop(unit: string): Promise<void> {
    await this.#run("systemctl", "stop", unit);
  }

  async states(units: readonly string[]): Promise<readonly UnitState[]> {
    const text = await this.#run("systemctl", "show", "-p", shown.join(","), "--", ...units);
    // One paragraph a unit, in the order asked for.
    const paragraphs = text.trim().split("\n\n").map(readShown);
    return units.map((unit, index) => stateOf(unit, paragraphs[index] ?? {}));
  }

  async #run(program: string, ...args: string[]): Promise<string> {
    const line = [program, ...args] as const;
    const run = await runProgram(line, { timeoutMs, environment: this.#environment });
    if (run.code === 0) return run.stdout;
    const said = run.stderr.trim() || `exit code ${run.code}`;
    throw new Failure("host.unavailable", `"${line.join(" ")}" failed: ${said}`);
  }
}

function readShown(text: string): Shown {
  const pairs = text.split("\n").map((line) => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

function stateOf(unit: string, values: Shown): UnitState {
  const pid = Number(values["MainPID"] ?? 0);
  return {
    unit,
    state: values["LoadState"] === "loaded" ? (values["ActiveState"] ?? "unknown") : "unknown",
    text: values["StatusText"] ?? "",
    pid: pid > 0 ? pid : undefined,
    restartCount: Number(values["NRestarts"] ?? 0),
    result: values["Result"] ?? "",
  };
}
