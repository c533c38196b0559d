/** Runs `bun test` and says in one line how it ended. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Generous, because a test machine may be slow and shared; no test comes near it normally. */
const testTimeoutMsMax = 60_000;

export interface TestRun {
  cwd: string;
  /** Paths that narrow the run, and further flags of `bun test`. */
  args: readonly string[];
  stdio: "inherit" | "ignore";
}

export interface TestEnd {
  /** "N passed, N failed" and ", N skipped" where some were. */
  closingLine: string;
  /** What the reader has to know beyond the output of the tests; empty normally. */
  note: string;
  exitCode: number;
}

export async function runTests(run: TestRun): Promise<TestEnd> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-test-"));
  const report = join(folder, "report.xml");
  const flags = [`--timeout=${testTimeoutMsMax}`, "--reporter=junit"];
  try {
    const end = await runBun(["test", ...flags, `--reporter-outfile=${report}`, ...run.args], run);
    return judge(readReport(report), end);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Counts {
  tests: number;
  failures: number;
  skipped: number;
}

function judge(counts: Counts | null, end: number | string): TestEnd {
  if (counts === null) {
    return {
      closingLine: "0 passed, 1 failed",
      note: `bun test broke off (${end}) before its report, so no result counts; see above`,
      exitCode: 1,
    };
  }
  // A file that does not load is in no count of the report; only the exit code tells.
  const hasHiddenFailure = end !== 0 && counts.failures === 0;
  const failed = hasHiddenFailure ? 1 : counts.failures;
  const passed = counts.tests - counts.failures - counts.skipped;
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  return {
    closingLine: `${passed} passed, ${failed} failed${skipped}`,
    note: hasHiddenFailure ? `bun test ended with ${end} outside of a test; see above` : "",
    exitCode: failed > 0 ? 1 : 0,
  };
}

/** Null where there is no whole report, as after a crash or a process.exit() in a test. */
function readReport(path: string): Counts | null {
  let xml: string;
  try {
    xml = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const head = /<testsuites ([^>]*)>/.exec(xml)?.[1];
  if (head === undefined || !xml.includes("</testsuites>")) return null;
  const attribute = (name: string) => Number(RegExp(`\\b${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  return {
    tests: attribute("tests"),
    failures: attribute("failures"),
    skipped: attribute("skipped"),
  };
}

/** The exit code, or the name of the signal that ended it. */
function runBun(args: readonly string[], run: TestRun): Promise<number | string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { cwd: run.cwd, stdio: run.stdio });
    const stop = () => child.kill("SIGTERM");
    process.once("SIGTERM", stop);
    child.on("error", failed);
    child.on("close", (code, signal) => {
      process.off("SIGTERM", stop);
      done(code ?? signal ?? "unknown end");
    });
  });
}
