import { readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Listener } from "../../ports/host.ts";
import { listFolder, readKernelFile } from "./kernel-file.ts";
import { listPids, readCommand } from "./proc.ts";

/** State of a socket that waits for connections, in /proc/net/tcp. */
const listening = "0A";

/** Who listens at a TCP port (proc_net_tcp(5)); null when nobody does. */
export function findListener(proc: string, port: number): Listener | null {
  const inodes = ["tcp", "tcp6"].flatMap((table) =>
    socketsOf(readKernelFile(join(proc, "net", table)), port),
  );
  if (inodes.length === 0) return null;
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const pid = listPids(proc).find((candidate) => holdsOne(proc, candidate, wanted));
  return { pid, command: pid === undefined ? undefined : readCommand(proc, pid) };
}

function socketsOf(table: string | undefined, port: number): readonly string[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return (table?.split("\n").slice(1) ?? []).flatMap((line) => {
    // sl local remote state queues timer retransmits uid timeout inode
    const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
    return state === listening && local.endsWith(end) ? inode : [];
  });
}

function holdsOne(proc: string, pid: number, wanted: ReadonlySet<string>): boolean {
  const folder = join(proc, String(pid), "fd");
  return listFolder(folder).some((name) => wanted.has(linkOf(join(folder, name))));
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Closed meanwhile, or of another user.
    return "";
  }
}
