import { afterAll, describe, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { makeCsv } from "../testing/made-csv.ts";
import { buildProgram } from "./build.ts";

const { version } = JSON.parse(
  readFileSync(resolve(import.meta.dir, "../package.json"), "utf8"),
) as { version: string };

/** An executable alone in a folder, and an empty folder: no checkout, no Bun, no path. */
const scratch = mkdtempSync(join(tmpdir(), "l2t-build-"));
const program = join(scratch, "bin/l2t");
const cwd = join(scratch, "empty");
const env = { PATH: "", TMPDIR: join(scratch, "tmp"), LANG: "C.UTF-8" };
for (const folder of [cwd, env.TMPDIR]) mkdirSync(folder);
const whyNot = tryBuild();
if (whyNot !== undefined) console.warn(`SKIPPED: nothing was built here: ${whyNot}`);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(whyNot !== undefined)("the built program, alone in an empty folder", () => {
  test("knows its version", () => {
    expect(run("--version")).toEqual({ status: 0, stdout: `l2t ${version}\n`, stderr: "" });
  });

  test("imports, scans and draws a picture", () => {
    writeFileSync(join(cwd, "bars.csv"), makeCsv({ seed: 1, symbols: 3, days: 120 }));
    expect(run("import", "bars.csv").status).toBe(0);
    const scan = run("scan", "--json", "--filter", "all");
    expect(scan.stderr).toBe("");
    expect(JSON.stringify(JSON.parse(scan.stdout))).toContain('"S0002"');
    expect(run("chart", "S0001", "--out", "chart.png").status).toBe(0);
    const picture = readFileSync(join(cwd, "chart.png"));
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    // Without its fonts the picture would hold lines and no text.
    expect(picture.length).toBeGreaterThan(20_000);
  });

  test("serves the page with its script, style and font, and ends on SIGTERM", async () => {
    const line = ["up", "--demo", "--symbols", "5", "--port", "0", "--no-open"];
    const child = spawn(program, line, { cwd, env });
    try {
      const url = await printedUrl(child.stdout);
      const headers = { accept: "text/html" };
      const page = await (await fetch(url, { headers })).text();
      const paths = [...new Set(page.match(/\/assets\/[\w.-]+/g))];
      expect(paths.length).toBeGreaterThanOrEqual(3);
      for (const path of paths) {
        const asset = await fetch(new URL(path, url));
        expect([path, asset.status]).toEqual([path, 200]);
        expect((await asset.bytes()).length).toBeGreaterThan(100);
      }
    } finally {
      child.kill("SIGTERM");
    }
    const code = await new Promise((done) => child.once("exit", done));
    expect(code).toBe(0);
  }, 30_000);

  test("heeds no .env, bunfig.toml or package.json of the folder it is called in", () => {
    const other = join(scratch, "other-project");
    mkdirSync(other);
    writeFileSync(join(other, ".env"), "L2T_HTTP_PORT=none\n");
    writeFileSync(join(other, "bunfig.toml"), 'preload = ["./absent.ts"]\n');
    writeFileSync(join(other, "package.json"), "{ no json");
    const { status, stderr } = spawnSync(program, ["stats"], { cwd: other, env, encoding: "utf8" });
    expect(stderr).not.toContain("L2T_HTTP_PORT");
    expect(stderr).toContain("no data");
    expect(status).toBe(69);
  });

  test("keeps its picture library as the only temporary file, for the next picture", () => {
    for (const name of ["a.png", "b.png"]) run("chart", "S0001", "--out", name);
    const left = readdirSync(env.TMPDIR);
    expect(left).toHaveLength(1);
    expect(left[0]).toEndWith(".node");
  });
});

function run(...line: string[]) {
  const { status, stdout, stderr } = spawnSync(program, line, { cwd, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Why there is no program; undefined when there is one. */
function tryBuild(): string | undefined {
  try {
    buildProgram(program);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** Reads on afterwards: a program that nobody listens to any more ends. */
function printedUrl(stream: Readable): Promise<string> {
  return new Promise((found, failed) => {
    let text = "";
    stream.on("data", (part: Buffer) => {
      text += part.toString();
      const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
      if (url !== undefined) found(url);
    });
    stream.on("end", () => failed(new Error(`it ended without an address; it printed:\n${text}`)));
  });
}
