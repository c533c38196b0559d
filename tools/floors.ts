/**
 * The floor plan of ARCHITECTURE.md as code: which folder may import which, and what each may
 * touch of the world outside. Type imports count. Tests beside the code are guests: they may
 * import anything but are never imported.
 */
import { posix } from "node:path";
import { House, isTest, type Violation } from "./house/files.ts";
import { type ImportFact, readModuleFacts } from "./house/module-facts.ts";

interface Floor {
  /** Floors below that it may import; its own files always. */
  imports: readonly string[];
  /** Packages of npm. */
  npm: boolean;
  /** Modules of the runtime, "node:" and "bun:". */
  builtins: boolean;
  /** Globals that it may not name, from the lists below. */
  withoutGlobals: readonly string[];
  why: string;
}

const clockAndWorld = [
  ...["Date.now", "new Date()", "Date()", "performance.now", "performance.timeOrigin"],
  ...["Math.random", "crypto.randomUUID", "crypto.getRandomValues"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
  ...["process", "console", "fetch", "Bun", "globalThis", "import.meta", "require"],
];
const runtimeAndConsole = ["Bun", "console"];
const pure = { npm: false, builtins: false, withoutGlobals: clockAndWorld };
const inner = { npm: false, builtins: true, withoutGlobals: runtimeAndConsole };
const outer = { npm: true, builtins: true, withoutGlobals: [] };
const house = ["base", "domain", "kernels", "scanners", "ports", "config", "services"];
const wholeSource = [...house, "adapters", "surfaces", "app"];

/** The longest matching folder names the floor of a file. */
export const floors: Record<string, Floor> = {
  "src/base": { imports: [], ...pure, why: "it is the bottom, usable by everyone" },
  "src/domain": { imports: ["base"], ...pure, why: "it holds the words all floors share" },
  "src/kernels": {
    imports: ["base", "domain"],
    ...pure,
    why: "live, rescan and backtest must get the same numbers from it",
  },
  "src/scanners": {
    imports: ["base", "domain", "kernels"],
    ...pure,
    why: "live, rescan and backtest must get the same signals from it",
  },
  "src/ports": { imports: ["base", "domain"], ...inner, why: "it is interfaces only" },
  "src/config": {
    imports: ["base", "domain", "scanners"],
    ...inner,
    why: "it is read before anything runs",
  },
  "src/services": {
    imports: ["base", "domain", "kernels", "scanners", "ports"],
    ...inner,
    why: "a service meets the outside through ports, so that an adapter can be swapped",
  },
  "src/adapters": {
    imports: ["base", "domain", "ports"],
    ...outer,
    withoutGlobals: ["Bun.serve", "console"],
    why: "it implements ports and knows nobody who uses them",
  },
  "src/surfaces": {
    imports: ["base", "domain", "ports", "config", "scanners", "services"],
    ...outer,
    npm: false,
    why: "it receives its adapters from src/app/compose.ts",
  },
  "src/app": { imports: wholeSource, ...outer, why: "it builds every object once" },
  web: { imports: ["web"], ...outer, why: "it talks to the API server and to nothing else" },
  testing: { imports: wholeSource, ...outer, why: "the source never depends on it" },
  bench: { imports: [...wholeSource, "testing"], ...outer, why: "it measures the source" },
  tools: { imports: [...wholeSource, "testing"], ...outer, why: "it works on the source" },
  bin: { imports: [], ...outer, why: "it only finds the runtime" },
};

/** Folders in which every subfolder is a sibling that meets the others in src/app only. */
const kindsOfAdapters = ["providers", "stores", "bus", "notifiers"];

/** Only this adapter knows that the store is SQLite. */
const sqliteFolder = "src/adapters/stores/sqlite/";
const sqliteModules = ["bun:sqlite", "node:sqlite"];

export function checkFloors(root: string | House): Violation[] {
  const tree = typeof root === "string" ? new House(root) : root;
  return tree
    .ending(".ts", ".tsx")
    .filter((path) => path.includes("/"))
    .flatMap((path) => checkFile(tree, path));
}

function checkFile(tree: House, path: string): Violation[] {
  const floorName = floorOf(path);
  const floor = floorName === null ? undefined : floors[floorName];
  if (floor === undefined) {
    return [
      {
        file: path,
        line: 1,
        rule: "the file stands on no floor",
        wayOut: `move it into one of: ${Object.keys(floors).join(", ")} (tools/floors.ts)`,
      },
    ];
  }
  const facts = readModuleFacts(path, tree.text(path));
  const complaints: Complaint[] = [];
  for (const fact of facts.imports) {
    const complaint = judgeImport(path, fact, floor);
    if (complaint !== null) complaints.push({ ...complaint, line: fact.line });
  }
  for (const { name, line } of isTest(path) ? [] : facts.globals) {
    const complaint = judgeGlobal(path, name, floor);
    if (complaint !== null) complaints.push({ ...complaint, line });
  }
  return complaints.map((complaint) => ({ file: path, ...complaint }));
}

interface Complaint {
  line: number;
  rule: string;
  wayOut: string;
}
type Judgement = Omit<Complaint, "line"> | null;

function judgeImport(path: string, fact: ImportFact, floor: Floor): Judgement {
  const { specifier } = fact;
  if (specifier === null) {
    if (isTest(path) || !path.startsWith("src/")) return null;
    return {
      rule: "imports a computed path",
      wayOut: "write the path out, so that this table and the bundler can see it",
    };
  }
  if (specifier.startsWith(".")) return judgeNeighbour(path, specifier, fact, floor);
  if (isTest(path)) return null;
  if (sqliteModules.includes(specifier) && path.startsWith("src/")) {
    if (path.startsWith(sqliteFolder)) return null;
    return {
      rule: `imports ${specifier}`,
      wayOut: `only ${sqliteFolder} knows the engine; ask the store port instead`,
    };
  }
  const isBuiltin = /^(node|bun):|^bun$/.test(specifier);
  if (isBuiltin ? floor.builtins : floor.npm) return null;
  const kind = isBuiltin ? "runtime" : "npm";
  const way = isPure(floor) ? "pass the value in" : "hide it behind a port in src/adapters";
  return {
    rule: `imports "${specifier}"`,
    wayOut: `${name(path)} takes no ${kind} modules, because ${floor.why}; ${way}`,
  };
}

function judgeNeighbour(
  path: string,
  specifier: string,
  fact: ImportFact,
  floor: Floor,
): Judgement {
  const target = posix.join(posix.dirname(path), specifier);
  const targetName = floorOf(target);
  // The one place that says which version this is.
  if (target === "package.json" && floorOf(path) === "src/app") return null;
  if (targetName === null) {
    if (!target.startsWith("src/") && !path.startsWith("src/")) return null;
    if (isTest(path)) return null;
    return {
      rule: `imports ${target}, which stands on no floor`,
      wayOut: `import from one of: ${Object.keys(floors).join(", ")}`,
    };
  }
  if (isTest(target)) {
    return { rule: `imports the test ${target}`, wayOut: "move what is shared into testing/" };
  }
  if (isTest(path)) return null;
  if (floorOf(path) === "web" && isOpenToWeb(target, fact)) return null;
  if (targetName === floorOf(path)) return judgeSibling(path, target);
  if (floor.imports.includes(shortName(targetName))) return null;
  const allowed = floor.imports.length === 0 ? "nothing" : floor.imports.join(", ");
  return {
    rule: `${name(path)} may not import ${shortName(targetName)} (${target})`,
    wayOut: `it may import ${allowed}, because ${floor.why}; ${hintFor(targetName)}`,
  };
}

function hintFor(targetName: string): string {
  if (targetName === "src/app") return "nobody imports app: take what you need as an argument";
  if (targetName === "testing") return "move it out of testing/ if the source needs it";
  return "move the shared part down, or take it as an argument through a port";
}

function judgeSibling(path: string, target: string): Judgement {
  const home = unitOf(path);
  const other = unitOf(target);
  // A file of the kind's own folder is common ground for its subfolders, never the reverse.
  if (home === other || home.startsWith(`${other}/`)) return null;
  return {
    rule: `${home} may not import its sibling ${other} (${target})`,
    wayOut: "let them meet in src/app/compose.ts, or move the shared part to domain or ports",
  };
}

function judgeGlobal(path: string, global: string, floor: Floor): Judgement {
  const isServer = global === "Bun.serve" && path.startsWith("src/");
  if (isServer && !path.startsWith("src/surfaces/http/")) {
    return { rule: "uses Bun.serve", wayOut: "only src/surfaces/http listens" };
  }
  if (!floor.withoutGlobals.includes(global)) return null;
  return {
    rule: `uses ${global}`,
    wayOut: isPure(floor)
      ? `${name(path)} is pure, because ${floor.why}; pass the value in`
      : `${name(path)} does without, because ${floor.why}; use node: and Web APIs, or a port`,
  };
}

/** Browser code shares the shapes of the data with the server, and no line that runs. */
function isOpenToWeb(target: string, fact: ImportFact): boolean {
  if (target === "src/surfaces/http/contract.ts") return true;
  return fact.isTypeOnly && target.startsWith("src/domain/");
}

function isPure(floor: Floor): boolean {
  return floor.withoutGlobals === clockAndWorld;
}

function floorOf(path: string): string | null {
  return Object.keys(floors).find((floor) => path.startsWith(`${floor}/`)) ?? null;
}

/** The folder whose files belong together: an engine, a vendor, a channel or a surface. */
function unitOf(path: string): string {
  const [src = "", floor = "", kind = "", engine = "", ...rest] = path.split("/");
  if (floor !== "adapters" && floor !== "surfaces") return floorOf(path) ?? src;
  if (engine === "") return `${src}/${floor}`;
  const hasEngine = floor === "adapters" && kindsOfAdapters.includes(kind) && rest.length > 0;
  return [src, floor, kind, ...(hasEngine ? [engine] : [])].join("/");
}

function name(path: string): string {
  return shortName(floorOf(path) ?? path);
}

function shortName(floor: string): string {
  return floor.replace(/^src\//, "");
}
