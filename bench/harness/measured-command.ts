import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const projectRoot = resolve(import.meta.dir, "../..");

const starter = fileURLToPath(new URL("./command-starter.ts", import.meta.url));

export interface CommandUse {
  readonly stdout: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Highest resident memory of the process; what is below a starting Bun shows as that. */
  readonly peakMb: number;
}

/** What the starter tells about the command. */
export interface StartedCommand extends CommandUse {
  readonly code: number;
  readonly stderr: string;
}

/**
 * Runs a command to its end and says what it took. A small process in between starts it, because
 * the kernel counts the memory of whoever starts a process as that process's first.
 */
export async function measureCommand(command: readonly string[]): Promise<CommandUse> {
  const words = [process.execPath, starter, ...command];
  const child = Bun.spawn(words, { cwd: projectRoot, stdout: "pipe", stderr: "inherit" });
  const report = await new Response(child.stdout).text();
  const starterCode = await child.exited;
  if (starterCode !== 0) throw new Error(`"${command.join(" ")}" did not start (${starterCode})`);
  const { code, stderr, ...use } = JSON.parse(report) as StartedCommand;
  if (code !== 0) throw new Error(`"${command.join(" ")}" ended with ${code}: ${stderr}`);
  return use;
}
