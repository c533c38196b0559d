import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";

/** Every history is there when these have been scanned: one minute comes with the live market. */
const intervalsTold = 7;
const told = /^✓ .*New York {2}(\w+) {2}.* in [\d.]+ m?s$/gm;

/** Fills the demo market of a data directory by `l2t up`; does nothing when that was done. */
export async function fillDemo(
  program: string,
  { dataDir, symbols }: { readonly dataDir: string; readonly symbols: number },
): Promise<void> {
  if (existsSync(dataDir)) return;
  const unfinished = `${dataDir}.new`;
  mkdirSync(unfinished, { recursive: true });
  const wishes = ["--demo", "--symbols", String(symbols), "--port", "0", "--no-open"];
  const line = ["up", ...wishes, "--speed", "1", "--data-dir", unfinished];
  const child = spawn(program, line, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  await new Promise<void>((done, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        const intervals = [...text.matchAll(told)].map(([, interval]) => interval);
        if (new Set(intervals).size >= intervalsTold) child.kill("SIGTERM");
      });
    }
    child.once("exit", (code) => {
      if (code === 0) done();
      else failed(new Error(`the demo market was not filled:\n${text}`));
    });
  });
  renameSync(unfinished, dataDir);
}
