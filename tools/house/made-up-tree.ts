/** Small trees on disk for the tests of the house rules. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { House } from "./files.ts";

/** Writes the files, hands the tree to `use`, and removes it again. */
export function withTree<T>(files: Record<string, string>, use: (tree: House) => T): T {
  const root = plant(files);
  try {
    return use(new House(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export async function withTreeAsync<T>(
  files: Record<string, string>,
  use: (tree: House) => Promise<T>,
): Promise<T> {
  const root = plant(files);
  try {
    return await use(new House(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "l2t-tree-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
