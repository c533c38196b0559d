/** The files that belong to the project: known folders and the files beside package.json. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Only these are read, so data, builds and the scratch files of a developer never matter. */
const folders = [".ci", "bench", "bin", "deploy", "docs", "src", "testing", "tools", "web"];

/** One reading of the tree, shared by all rules of a run. */
export class House {
  readonly root: string;
  /** Paths with "/" relative to the root, sorted. */
  readonly paths: readonly string[];
  readonly #texts = new Map<string, string>();

  constructor(root: string) {
    this.root = root;
    this.paths = listPaths(root);
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  text(path: string): string {
    const known = this.#texts.get(path);
    if (known !== undefined) return known;
    const text = readFileSync(join(this.root, path), "utf8");
    this.#texts.set(path, text);
    return text;
  }

  lines(path: string): string[] {
    return this.text(path).split("\n");
  }

  /** Paths that end with one of the endings, for example ".ts". */
  ending(...endings: string[]): string[] {
    return this.paths.filter((path) => endings.some((ending) => path.endsWith(ending)));
  }
}

/** A broken rule of the house: where, what, and the way out. */
export interface Violation {
  file: string;
  line: number;
  rule: string;
  wayOut: string;
}

export function showViolation(violation: Violation): string {
  return `${violation.file}:${violation.line} ${violation.rule}\n    ${violation.wayOut}`;
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

function listPaths(root: string): string[] {
  const paths = [...new Bun.Glob("*").scanSync({ cwd: root, dot: true, onlyFiles: true })];
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    const glob = new Bun.Glob("**/*");
    for (const path of glob.scanSync({ cwd: join(root, folder), dot: true, onlyFiles: true })) {
      if (!/(^|\/)(node_modules|dist)\//.test(path)) paths.push(`${folder}/${path}`);
    }
  }
  return paths.filter((path) => !/^\.env(\.|$)(?!example)|\.log$/.test(path)).sort();
}
