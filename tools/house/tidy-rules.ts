/** Rules of the house that need no types: each takes the tree and returns what breaks it. */
import { posix } from "node:path";
import type { House, Violation } from "./files.ts";
import { readModuleFacts } from "./module-facts.ts";

const fileLinesMax = 300;
const columnsMax = 100;
const codeEndings = [".ts", ".tsx", ".js", ".mjs", ".sh", ".css"];
const binaryEndings = /\.(png|jpe?g|ico|gif|webp|woff2?|ttf|db|gz|zst|zip|pdf)$/;
/** Made by a tool or by someone else, so no rule about writing applies. */
const foreign = /(^|\/)(generated|recorded|fixtures|vectors)\//;

export function checkFileLength(tree: House): Violation[] {
  return codePaths(tree).flatMap((file) => {
    const count = tree.lines(file).length - 1;
    if (count <= fileLinesMax) return [];
    return {
      file,
      line: fileLinesMax + 1,
      rule: `${count} lines; the limit is ${fileLinesMax}`,
      wayOut: "find the second subject in it and give that a file of its own",
    };
  });
}

export function checkLineWidth(tree: House): Violation[] {
  return byLine(tree, codePaths(tree), (text) => {
    const columns = [...text].length;
    // A web address cannot be broken.
    if (columns <= columnsMax || text.includes("https://")) return null;
    return { rule: `${columns} columns; the limit is ${columnsMax}`, wayOut: "break the line" };
  });
}

/** Words for work that is left over. Joined here so that this file does not hold them. */
const leftOver = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`);

export function checkLeftovers(tree: House): Violation[] {
  return byLine(tree, textPaths(tree), (text) => {
    const word = leftOver.exec(text)?.[0];
    if (word === undefined) return null;
    return { rule: `"${word}" left in the text`, wayOut: "do it now, or write an issue instead" };
  });
}

/** Folders of one developer's machine. The paths of a server stand in docs/operate and deploy. */
const machinePath = /(?<![\w.~$}-])\/(work|root|Users\/\w+|home\/\w+)\//;

export function checkMachinePaths(tree: House): Violation[] {
  const paths = textPaths(tree).filter((path) => !/^(docs\/operate|deploy)\//.test(path));
  return byLine(tree, paths, (text) => {
    const found = machinePath.exec(text)?.[0];
    if (found === undefined) return null;
    return { rule: `path of a machine: ${found}`, wayOut: "write it relative to the project" };
  });
}

export function checkHeadings(tree: House): Violation[] {
  return tree.ending(".md").flatMap((file) => {
    const prose = tree.text(file).replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "");
    const count = prose.match(/^# /gm)?.length ?? 0;
    if (count === 1) return [];
    return {
      file,
      line: 1,
      rule: `${count} headings of the first level`,
      wayOut: "a page has one title: one line that starts with a single # and a blank",
    };
  });
}

export function checkChangelog(tree: House): Violation[] {
  const { version } = JSON.parse(tree.text("package.json"));
  const log = tree.has("CHANGELOG.md") ? tree.text("CHANGELOG.md") : "";
  const heading = new RegExp(`^## \\[?v?${RegExp.escape(version)}\\b`, "m");
  if (heading.test(log)) return [];
  return [
    {
      file: "CHANGELOG.md",
      line: 1,
      rule: `no entry for version ${version}`,
      wayOut: `add "## ${version}" with what changes for the people who run it`,
    },
  ];
}

/**
 * Licences that allow shipping under MIT without further duties than naming them. MPL-2.0 binds
 * changes to its own files only, and we change none.
 */
const licences = new Set([
  ...["MIT", "ISC", "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"],
  ...["BlueOak-1.0.0", "CC0-1.0", "Unlicense", "MPL-2.0"],
]);

interface LockedPackage {
  dev?: boolean;
  license?: string;
  resolved?: string;
}

export function checkLicences(tree: House): Violation[] {
  return lockedPackages(tree).flatMap(([name, { dev, license = "none" }]) => {
    // "A OR B" lets us choose, "A AND B" does not.
    const isFine = license
      .replaceAll(/[()]/g, "")
      .split(" OR ")
      .some((choice) => choice.split(" AND ").every((part) => licences.has(part.trim())));
    if (name === "" || dev === true || isFine) return [];
    return lockViolation(tree, name, {
      rule: `${name} has the licence "${license}"`,
      wayOut: `take another package, or extend the list in tools/house/tidy-rules.ts with a reason`,
    });
  });
}

export function checkLockHosts(tree: House): Violation[] {
  return lockedPackages(tree).flatMap(([name, { resolved }]) => {
    if (resolved === undefined) return [];
    return lockViolation(tree, name, {
      rule: `${name} is bound to the host ${resolved}`,
      wayOut: "npm install with the .npmrc of the project (omit-lockfile-registry-resolved)",
    });
  });
}

/** Where a file of a kind has to be named, so that the program knows it. */
const registrations = [
  { folder: "src/scanners", calls: "defineScanner", registries: ["src/scanners/registry.ts"] },
  {
    folder: "src/surfaces/cli/commands",
    calls: "defineCommand",
    registries: ["src/surfaces/cli/commands/registry.ts", "src/surfaces/cli/registry.ts"],
  },
  {
    folder: "src/surfaces/http/routes",
    calls: "defineRoute",
    registries: ["src/surfaces/http/routes/registry.ts", "src/surfaces/http/registry.ts"],
  },
];

export function checkRegistrations(tree: House): Violation[] {
  return registrations.flatMap(({ folder, calls, registries }) => {
    const registry = registries.find((path) => tree.has(path));
    if (registry === undefined) return [];
    const { imports } = readModuleFacts(registry, tree.text(registry));
    const known = new Set(
      imports.map(({ specifier }) => posix.join(posix.dirname(registry), specifier ?? "")),
    );
    return codePaths(tree)
      .filter((path) => path.startsWith(`${folder}/`) && !path.endsWith(".test.ts"))
      .filter((path) => tree.text(path).includes(`= ${calls}(`) && !known.has(path))
      .map((file) => ({
        file,
        line: 1,
        rule: `calls ${calls} but is not registered`,
        wayOut: `add one line to ${registry}`,
      }));
  });
}

type Complaint = Pick<Violation, "rule" | "wayOut">;

function byLine(
  tree: House,
  paths: readonly string[],
  judge: (text: string) => Complaint | null,
): Violation[] {
  return paths.flatMap((file) =>
    tree.lines(file).flatMap((text, index) => {
      const complaint = judge(text);
      return complaint === null ? [] : { file, line: index + 1, ...complaint };
    }),
  );
}

/** Written by hand in a programming language; programs in bin/ and .ci/ have no ending. */
function codePaths(tree: House): string[] {
  return textPaths(tree).filter(
    (path) =>
      codeEndings.some((ending) => path.endsWith(ending)) || /^(bin|\.ci)\/[^.]+$/.test(path),
  );
}

function textPaths(tree: House): string[] {
  return tree.paths.filter(
    (path) => !binaryEndings.test(path) && !foreign.test(path) && path !== "package-lock.json",
  );
}

function lockedPackages(tree: House): [string, LockedPackage][] {
  const lock = JSON.parse(tree.text("package-lock.json"));
  return Object.entries(lock.packages as Record<string, LockedPackage>);
}

function lockViolation(tree: House, name: string, complaint: Complaint): Violation {
  const line = tree.lines("package-lock.json").findIndex((text) => text.includes(`"${name}": {`));
  return { file: "package-lock.json", line: line + 1, ...complaint };
}
