import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { commands } from "./commands/registry.ts";
import { completionScript } from "./completion.ts";

const bash = Bun.which("bash");

function completed(line: string): string[] {
  const words = line.split(" ");
  const program = `${completionScript("bash", commands)}
    COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length - 1}
    _l2t; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync(bash as string, ["-c", program], { encoding: "utf8" });
  return stdout.trim().split("\n");
}

test.skipIf(bash === null)("bash completes commands, their words, options and values", () => {
  expect(completed("l2t sc")).toEqual(["scan", "scanners"]);
  expect(completed("l2t scan tt")).toEqual(["ttm-squeeze"]);
  expect(completed("l2t scan --as")).toEqual(["--as-of"]);
  expect(completed("l2t chart AAPL --theme ")).toEqual(["dark", "light"]);
  expect(completed("l2t up --po")).toEqual(["--port"]);
});

test("every command is in the script of every shell", () => {
  for (const shell of ["zsh", "fish"] as const) {
    const script = completionScript(shell, commands);
    for (const { name } of commands) expect(script).toContain(name);
  }
});
