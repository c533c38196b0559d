import { describe, expect, test } from "bun:test";
import { checkFloors, floors } from "./floors.ts";
import { withTree } from "./house/made-up-tree.ts";

/** Rules that one file breaks in a tree that holds nothing else. */
function rulesOf(path: string, text: string): string[] {
  return withTree({ [path]: text }, (tree) =>
    checkFloors(tree).map((violation) => `${violation.line}: ${violation.rule}`),
  );
}

const importing = (specifier: string) => `import { x } from "${specifier}";\nexport { x };\n`;

/** The table of ARCHITECTURE.md, written a second time so that a slip in one of them shows. */
const plan: Record<string, string> = {
  base: "",
  domain: "base",
  kernels: "base domain",
  scanners: "base domain kernels",
  ports: "base domain",
  config: "base domain scanners",
  services: "base domain kernels scanners ports",
  adapters: "base domain ports",
  surfaces: "base domain ports config scanners services",
  app: "base domain kernels scanners ports config services adapters surfaces",
};

describe("each floor imports what the plan says and nothing else", () => {
  const names = Object.keys(plan);
  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));
  test.each(pairs.filter(([from, to]) => from !== to))("%s and %s", (from, to) => {
    const rules = rulesOf(`src/${from}/a/a.ts`, importing(`../../${to}/b/b.ts`));
    const isAllowed = plan[from]?.split(" ").includes(to);
    expect(rules).toEqual(isAllowed ? [] : [`1: ${from} may not import ${to} (src/${to}/b/b.ts)`]);
  });

  test("the plan names every floor of the source", () => {
    const named = Object.keys(floors).filter((floor) => floor.startsWith("src/"));
    expect(named.sort()).toEqual(names.map((name) => `src/${name}`).sort());
  });
});

describe("every way to import is seen", () => {
  test.each([
    ['import { x } from "../app/main.ts";'],
    ['import type { X } from "../app/main.ts";'],
    ['import "../app/main.ts";'],
    ['export * from "../app/main.ts";'],
    ['export { x } from "../app/main.ts";'],
    ['export type { X } from "../app/main.ts";'],
    ['const main = await import("../app/main.ts");'],
    ['type X = import("../app/main.ts").X;'],
  ])("%s", (text) => {
    expect(rulesOf("src/services/scan.ts", text)).toEqual([
      "1: services may not import app (src/app/main.ts)",
    ]);
  });

  test("an import inside a comment or a string is none", () => {
    const text = `// import "../app/main.ts"\nexport const x = 'import "../app/main.ts"';`;
    expect(rulesOf("src/services/scan.ts", text)).toEqual([]);
  });

  test("a computed import in the source is refused", () => {
    expect(rulesOf("src/app/load.ts", "export const load = (x: string) => import(x);")).toEqual([
      "1: imports a computed path",
    ]);
  });
});

describe("siblings meet in app only", () => {
  test.each([
    ["src/surfaces/http/a.ts", "../cli/b.ts", "src/surfaces/http", "src/surfaces/cli"],
    [
      "src/adapters/bus/local/a.ts",
      "../nats/b.ts",
      "src/adapters/bus/local",
      "src/adapters/bus/nats",
    ],
    ["src/adapters/bus/a.ts", "./nats/b.ts", "src/adapters/bus", "src/adapters/bus/nats"],
    ["src/adapters/host/a.ts", "../bus/b.ts", "src/adapters/host", "src/adapters/bus"],
  ])("%s and %s", (path, specifier, home, other) => {
    expect(rulesOf(path, importing(specifier))).toEqual([
      expect.stringContaining(`1: ${home} may not import its sibling ${other} (`),
    ]);
  });

  test("files of one adapter, and of the folder above it, are no siblings", () => {
    expect(rulesOf("src/adapters/bus/nats/a.ts", importing("./wire/b.ts"))).toEqual([]);
    expect(rulesOf("src/adapters/bus/nats/a.ts", importing("../retry.ts"))).toEqual([]);
    expect(rulesOf("src/adapters/host/systemd/a.ts", importing("../clock.ts"))).toEqual([]);
  });
});

describe("the pure floors touch nothing outside", () => {
  test.each([
    ["const t = Date.now();", "Date.now"],
    ['const t = Date["now"]();', "Date.now"],
    ["const t = new Date();", "new Date()"],
    ["const t = Date();", "Date()"],
    ["const t = performance.now();", "performance.now"],
    ["const t = Math.random();", "Math.random"],
    ["const t = crypto.randomUUID();", "crypto.randomUUID"],
    ["const t = process.env;", "process"],
    ["const { env } = process;", "process"],
    ['console.log("x");', "console"],
    ["setTimeout(() => {}, 1);", "setTimeout"],
    ['const t = fetch("x");', "fetch"],
    ["const t = globalThis.Date;", "globalThis"],
    ["const t = Bun.version;", "Bun"],
    ["const t = import.meta.dir;", "import.meta"],
  ])("%s", (text, global) => {
    for (const floor of ["base", "domain", "kernels", "scanners"]) {
      expect(rulesOf(`src/${floor}/a.ts`, text)).toContain(`1: uses ${global}`);
    }
    expect(rulesOf("src/app/a.ts", text)).toEqual([]);
  });

  test.each(["node:fs", "bun:sqlite", "bun", "zod"])("an import of %s", (specifier) => {
    for (const floor of ["base", "domain", "kernels", "scanners"]) {
      expect(rulesOf(`src/${floor}/a.ts`, importing(specifier))).toHaveLength(1);
    }
  });

  test("a date of a given moment, a property and a word in a text are pure", () => {
    const text = `
      export const at = (ms: number) => new Date(ms).getUTCDay();
      export const host = { process: 1, fetch: 2 };
      export const used = host.process + host.fetch;
      export const text = "process.env and Date.now()";
      export const size = Math.max(1, 2); // console.log`;
    expect(rulesOf("src/domain/a.ts", text)).toEqual([]);
  });
});

describe("the runtime stays at the edge", () => {
  test.each(["ports", "config", "services"])("%s names no Bun global and no console", (floor) => {
    expect(rulesOf(`src/${floor}/a.ts`, "Bun.gc(true);")).toEqual(["1: uses Bun"]);
    expect(rulesOf(`src/${floor}/a.ts`, "console.log(1);")).toEqual(["1: uses console"]);
  });

  test.each(["bun:sqlite", "node:sqlite"])("%s is for the sqlite store only", (module) => {
    expect(rulesOf("src/adapters/stores/sqlite/a.ts", importing(module))).toEqual([]);
    for (const path of ["src/adapters/stores/memory/a.ts", "src/services/a.ts", "src/app/a.ts"]) {
      expect(rulesOf(path, importing(module))).toEqual([`1: imports ${module}`]);
    }
    expect(rulesOf("bench/a.ts", importing(module))).toEqual([]);
  });

  test("only the http surface listens", () => {
    expect(rulesOf("src/surfaces/http/a.ts", "Bun.serve({});")).toEqual([]);
    expect(rulesOf("src/surfaces/cli/a.ts", "Bun.serve({});")).toEqual(["1: uses Bun.serve"]);
    expect(rulesOf("src/adapters/bus/local/a.ts", "Bun.serve({});")).toEqual(["1: uses Bun.serve"]);
    expect(rulesOf("testing/a.ts", "Bun.serve({});")).toEqual([]);
  });

  test("npm packages are for adapters, app and the tools around the source", () => {
    const text = importing("some-package");
    for (const path of ["src/adapters/bus/nats/a.ts", "src/app/a.ts", "bench/a.ts", "web/a.ts"]) {
      expect(rulesOf(path, text)).toEqual([]);
    }
    for (const path of ["src/services/a.ts", "src/config/a.ts", "src/surfaces/cli/a.ts"]) {
      expect(rulesOf(path, text)).toEqual(['1: imports "some-package"']);
    }
  });

  test("adapters print nothing", () => {
    expect(rulesOf("src/adapters/host/a.ts", "console.log(1);")).toEqual(["1: uses console"]);
  });
});

describe("around the source", () => {
  test("testing imports the source, the source never imports testing", () => {
    expect(rulesOf("testing/a.ts", importing("../src/app/compose.ts"))).toEqual([]);
    expect(rulesOf("src/services/a.ts", importing("../../testing/fakes.ts"))).toEqual([
      "1: services may not import testing (testing/fakes.ts)",
    ]);
  });

  test("tests are guests everywhere and nobody imports them", () => {
    expect(rulesOf("src/kernels/a.test.ts", importing("../../testing/shared.ts"))).toEqual([]);
    expect(rulesOf("src/kernels/a.test.ts", "console.log(Date.now());")).toEqual([]);
    expect(rulesOf("src/kernels/a.ts", importing("./b.test.ts"))).toEqual([
      "1: imports the test src/kernels/b.test.ts",
    ]);
  });

  test("the dashboard takes types of domain and the wire contract", () => {
    const typeOnly = 'import type { Bars } from "../src/domain/bars.ts";';
    expect(rulesOf("web/a.ts", typeOnly)).toEqual([]);
    expect(rulesOf("web/a.ts", importing("../src/surfaces/http/contract.ts"))).toEqual([]);
    expect(rulesOf("web/a.ts", importing("../src/domain/bars.ts"))).toHaveLength(1);
    expect(rulesOf("web/a.ts", importing("../src/services/scan.ts"))).toHaveLength(1);
  });

  test.each(["src/utils/a.ts", "src/a.ts", "docs/a.ts"])("%s stands on no floor", (path) => {
    expect(rulesOf(path, "export {};")).toEqual(["1: the file stands on no floor"]);
  });

  test("a violation carries its line and the way out", () => {
    const text = '\n\nimport { x } from "../services/scan.ts";\nexport { x };';
    const [violation] = withTree({ "src/kernels/a.ts": text }, (tree) => checkFloors(tree));
    expect(violation).toEqual({
      file: "src/kernels/a.ts",
      line: 3,
      rule: "kernels may not import services (src/services/scan.ts)",
      wayOut: expect.stringContaining("it may import base, domain, because live, rescan"),
    });
  });
});
