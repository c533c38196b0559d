import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export const projectRoot = resolve(import.meta.dir, "../..");

export interface CommandUse {
  readonly stdout: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Highest resident memory of the process. */
  readonly peakMb: number;
}

const pollMs = 5;

/**
 * Runs a command to its end and says what it took. Memory is the kernel's own high-water mark of
 * that process (VmHWM): what wait4 reports can be the parent's, from the moment of the fork.
 */
export async function measureCommand(command: readonly string[]): Promise<CommandUse> {
  const startMs = performance.now();
  const child = Bun.spawn([...command], { cwd: projectRoot, stdout: "pipe", stderr: "pipe" });
  let peakMb = 0;
  const poll = setInterval(() => {
    peakMb = Math.max(peakMb, highWaterMb(child.pid));
  }, pollMs);
  try {
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    const code = await child.exited;
    const wallMs = performance.now() - startMs;
    if (code !== 0) throw new Error(`"${command.join(" ")}" ended with ${code}: ${stderr}`);
    const use = child.resourceUsage();
    const cpuMs = use ? Number(use.cpuTime.total) / 1_000 : Number.NaN;
    // Without /proc the other figure is better than none.
    if (peakMb === 0) peakMb = (use?.maxRSS ?? Number.NaN) / 2 ** 20;
    return { stdout, wallMs, cpuMs, peakMb };
  } finally {
    clearInterval(poll);
  }
}

/** Highest resident memory so far; 0 once the process is gone or where there is no /proc. */
export function highWaterMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1_024;
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return 0;
    throw error;
  }
}
