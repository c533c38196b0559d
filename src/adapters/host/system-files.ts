import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { SystemFiles } from "../../ports/system-files.ts";

/** Folders that are made on the way to a file: nobody but the owner writes there. */
const folderMode = 0o755;
const compareChunkBytes = 1_048_576;

/** Paths are taken as if `root` were the top of the file system, as it is but in tests. */
export function systemFilesBelow(root: string): SystemFiles {
  const at = (path: string) => join(root, path);
  return {
    read: (path) => orAbsent(at(path), () => readFileSync(at(path), "utf8")),
    write: (path, text, { mode }) =>
      replace(at(path), (unfinished) => {
        writeFileSync(unfinished, text, { flag: "wx", mode });
        chmodSync(unfinished, mode);
      }),
    isSame(a, b) {
      const size = bytesOf(at(a));
      return size !== undefined && size === bytesOf(at(b)) && haveSameBytes(at(a), at(b));
    },
    copy: (from, to, { mode, ownerOf = from } = {}) =>
      replace(at(to), (unfinished) => {
        const source = statSync(at(from));
        copyFileSync(at(from), unfinished, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        const { uid, gid } = statSync(at(ownerOf));
        if (process.geteuid?.() === 0) chownSync(unfinished, uid, gid);
        chmodSync(unfinished, mode ?? source.mode & 0o777);
      }),
    remove: (path) => attempt(at(path), () => rmSync(at(path), { recursive: true, force: true })),
    bytes: (path) => bytesOf(at(path)),
    list: (folder) => orAbsent(at(folder), () => readdirSync(at(folder)).sort()) ?? [],
  };
}

function bytesOf(path: string): number | undefined {
  return orAbsent(path, () => statSync(path).size);
}

/** Fills a file beside the path, makes it last, and puts it in its place. */
function replace(path: string, fill: (unfinished: string) => void): void {
  const unfinished = `${path}.${process.pid}.new`;
  attempt(path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: folderMode });
    try {
      rmSync(unfinished, { force: true });
      fill(unfinished);
      const file = openSync(unfinished, "r");
      fsyncSync(file);
      closeSync(file);
      renameSync(unfinished, path);
    } finally {
      rmSync(unfinished, { force: true });
    }
  });
}

/** Of two files of equal size. */
function haveSameBytes(a: string, b: string): boolean {
  return attempt(a, () => {
    const files = [openSync(a, "r"), openSync(b, "r")] as const;
    const chunks = [Buffer.alloc(compareChunkBytes), Buffer.alloc(compareChunkBytes)] as const;
    try {
      for (;;) {
        const count = readSync(files[0], chunks[0], 0, compareChunkBytes, null);
        readSync(files[1], chunks[1], 0, compareChunkBytes, null);
        if (!chunks[0].subarray(0, count).equals(chunks[1].subarray(0, count))) return false;
        if (count < compareChunkBytes) return true;
      }
    } finally {
      for (const file of files) closeSync(file);
    }
  });
}

function orAbsent<T>(path: string, look: () => T): T | undefined {
  return attempt(path, () => {
    try {
      return look();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  });
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure("host.unavailable", `"${path}" is out of reach: ${reason}`, { cause });
  }
}
