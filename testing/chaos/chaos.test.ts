/** A short run of `npm run chaos`. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { findFaults } from "./chaos-report.ts";
import { runChaos } from "./run-chaos.ts";

const isLinux = existsSync("/proc/self/stat");

test.skipIf(!isLinux)(
  "services that are killed at random come back, and no signal is lost or doubled",
  async () => {
    const seed = 7;
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    const report = await runChaos({ seed, seconds: 20, symbols: 60, speed: 900, onLine });
    expect(report.kills.length).toBeGreaterThan(2);
    for (const [, { momentCount }] of report.findings) expect(momentCount).toBeGreaterThan(20);
    const told = `seed ${seed}\n${lines.join("\n")}`;
    expect([told, findFaults(report)]).toEqual([told, []]);
  },
  180_000,
);
