import {
  closeSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../../base/failure.ts";

const ownerOnly = 0o600;

/**
 * Puts a file in place of another in one step, readable by its owner only: whoever reads, and a
 * power cut, find the old content or the new one. What root writes belongs to the owner of the
 * folder, whose services have to read it. One writer at a time. Throws Failure store.unavailable.
 */
export function writePrivateFile(path: string, content: string): void {
  const draft = `${path}.new`;
  try {
    // A draft that a killed writer left may have another owner's mode; "wx" takes over nothing.
    rmSync(draft, { force: true });
    const file = openSync(draft, "wx", ownerOnly);
    try {
      writeFileSync(file, content);
      if (process.geteuid?.() === 0) {
        const { uid, gid } = statSync(dirname(path));
        fchownSync(file, uid, gid);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    flushFolder(dirname(path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const text = `"${path}" cannot be written (${code}); name another --data-dir`;
    throw new Failure("store.unavailable", text, { cause });
  }
}

/** The new name is on the disk once the folder is. */
function flushFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
