import { accessSync, existsSync, constants as fileConstants } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { Driver, DriverMode } from "./driver.ts";
import { openBunDriver } from "./driver-bun.ts";
import { openNodeDriver } from "./driver-node.ts";

/** Opens a file with the SQLite of the runtime that this is. */
export function openDriver(path: string, isReadOnly: boolean): Driver {
  const mode = modeOf(path, isReadOnly);
  const file = mode === "immutable" ? `${pathToFileURL(path).href}?immutable=1` : path;
  return typeof Bun === "undefined" ? openNodeDriver(file, mode) : openBunDriver(file, mode);
}

/**
 * A reader of a WAL database wants to write beside it. Where it may not, as on a read-only disk,
 * and no log is there that anyone could still be writing, the file is read as it stands.
 */
function modeOf(path: string, isReadOnly: boolean): DriverMode {
  if (!isReadOnly) return "write";
  return isWritable(dirname(path)) || existsSync(`${path}-wal`) ? "read" : "immutable";
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, fileConstants.W_OK);
    return true;
  } catch {
    // The answer is no, whatever the reason.
    return false;
  }
}
