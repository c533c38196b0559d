/** Import cycles, type imports counted: they hide which file stands on which. */
import { posix } from "node:path";
import type { House, Violation } from "./files.ts";
import { readModuleFacts } from "./module-facts.ts";

/** One violation per cycle found, at the first file of it in path order. */
export function checkCycles(tree: House): Violation[] {
  const files = tree.ending(".ts", ".tsx");
  const known = new Set(files);
  const imports = new Map(
    files.map((path) => [path, importedPaths(tree, path).filter((target) => known.has(target))]),
  );
  const violations: Violation[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];

  const visit = (path: string): void => {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start !== -1) {
      violations.push(describe(trail.slice(start)));
      return;
    }
    trail.push(path);
    for (const target of imports.get(path) ?? []) visit(target);
    trail.pop();
    finished.add(path);
  };
  files.forEach(visit);
  return violations;
}

function describe(cycle: readonly string[]): Violation {
  const [first = ""] = cycle;
  return {
    file: first,
    line: 1,
    rule: `import cycle: ${[...cycle, first].join(" -> ")}`,
    wayOut: "move what both need into a file of its own",
  };
}

function importedPaths(tree: House, path: string): string[] {
  return readModuleFacts(path, tree.text(path)).imports.flatMap(({ specifier }) =>
    specifier?.startsWith(".") ? [posix.join(posix.dirname(path), specifier)] : [],
  );
}
