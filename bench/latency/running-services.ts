import { createServer } from "node:net";
import { join } from "node:path";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { serviceEnvironment } from "../../src/domain/service-environment.ts";
import { type ServiceName, scannerServices } from "../../src/domain/service-name.ts";
import { type L2tProcess, startL2t } from "../../testing/run-l2t.ts";

const pollMs = 100;

/** API server and scanners, each in a process of its own as systemd runs them. */
export class RunningServices {
  readonly #dataDir: string;
  readonly #runs: L2tProcess[] = [];

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** Resolves to the address of the API once all are ready. */
  async start(readyMsMax: number): Promise<string> {
    const port = await freePort();
    const names: readonly ServiceName[] = ["api-server", ...scannerServices];
    for (const name of names) {
      const line = ["service", name, "--data-dir", this.#dataDir, "--port", String(port)];
      this.#runs.push(startL2t(line, { cwd: this.#dataDir, env: serviceEnvironment }));
    }
    await this.#untilReady(names, readyMsMax);
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    for (const { child } of this.#runs) child.kill("SIGTERM");
    await Promise.all(this.#runs.map(({ ended }) => ended()));
  }

  async #untilReady(names: readonly ServiceName[], timeoutMs: number): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    while (!this.#areReady(names)) {
      if (performance.now() > endMs || this.#runs.some(({ child }) => child.exitCode !== null)) {
        const output = this.#runs.map((run) => run.output()).join("\n");
        throw new Error(`the services are not ready:\n${output}`);
      }
      await Bun.sleep(pollMs);
    }
  }

  #areReady(names: readonly ServiceName[]): boolean {
    const path = join(this.#dataDir, "market_cache.db");
    const store = openSqliteStore({ path, tables: [], readOnly: true });
    try {
      const records = store.services.services();
      return names.every((name) =>
        records.some(({ service, state, doneRatio }) => {
          return service === name && state === "ready" && doneRatio === null;
        }),
      );
    } finally {
      store.close();
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}
