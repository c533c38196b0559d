import type { CliContext } from "../context.ts";
import { counted, formatBytes, formatCount } from "../format.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import type { Patient } from "./patient.ts";

const memoryFreeBytesMin = 100e6;
/** A server keeps one for each client, the database three, the log and the watcher some. */
const openFilesMin = 512;

export function machineChecks({ program, version }: CliContext): Check[] {
  const facts = program.host.machine();
  const isBun = facts.runtime.startsWith("Bun ");
  const runtime: Check = isBun
    ? ok("runtime", `${facts.runtime} on ${facts.system}`)
    : warn("runtime", `${facts.runtime}, not Bun`, "start it by bin/l2t");
  const avx2 = facts.hasAvx2 === null ? "" : facts.hasAvx2 ? ", with AVX2" : ", without AVX2";
  const cores = counted(facts.cpuCount, "core");
  const { memoryFreeBytes, memoryLimitBytes } = facts;
  const limit = memoryLimitBytes === null ? "" : `, ${formatBytes(memoryLimitBytes)} allowed`;
  const memory =
    `${formatBytes(facts.memoryBytes)}, ${formatBytes(memoryFreeBytes)} free${limit}; ` +
    `this process uses ${formatBytes(facts.usedBytes)}`;
  return [
    ok("version", `learn2trade ${version}`),
    runtime,
    ok("processor", `${cores}, ${facts.cpuModel}${avx2}`),
    memoryFreeBytes < memoryFreeBytesMin
      ? warn("memory", memory, "free some, or expect slow scans")
      : ok("memory", memory),
    openFilesCheck(facts.openFilesMax),
  ];
}

function openFilesCheck(openFilesMax: number | null): Check {
  if (openFilesMax === null) return ok("open files", "the system does not tell how many may be");
  const text = `${formatCount(openFilesMax)} at once for each process`;
  if (openFilesMax >= openFilesMin) return ok("open files", text);
  const way = `raise it to ${openFilesMin} or more: ulimit -n, or LimitNOFILE= of the unit`;
  return warn("open files", text, way);
}

export function folderCheck({ context, dataDir }: Patient): Check {
  const facts = context.program.host.folder(dataDir);
  const way = "name another with --data-dir, or correct its permissions";
  if (!facts.isWritable) return fail("data folder", `"${dataDir}" cannot be written`, way);
  const text = `"${dataDir}"${facts.exists ? "" : " will be made"}`;
  if (facts.isWritableByAll) {
    return warn("data folder", `${text} can be written by everybody`, `chmod o-w ${dataDir}`);
  }
  if (facts.isForeign) {
    const finding = `${text} belongs to another user than the one who runs this`;
    return warn("data folder", finding, "run l2t as its owner, who could not write your files");
  }
  return ok("data folder", text);
}

export async function portCheck({ context, running }: Patient): Promise<Check> {
  const { program, settings } = context;
  const { host, port } = settings;
  if (await program.host.canListen({ host, port })) return ok("port", `${host}:${port} is free`);
  const listener = program.host.listener(port);
  const ours = running.find(({ pid }) => pid === listener?.pid);
  if (ours !== undefined) {
    return ok("port", `${host}:${port} is served by our ${ours.service} (process ${ours.pid})`);
  }
  const taken = `${host}:${port} is taken`;
  if (listener === null) {
    const way = "choose another with --port, or give --host an address of this machine";
    return warn("port", `${taken}, or not an address of this machine`, way);
  }
  const { pid, command } = listener;
  const who = pid === undefined ? "a process of another user" : `process ${pid}`;
  const what = command === undefined ? "" : ` (${command.slice(0, 80)})`;
  return warn("port", `${taken} by ${who}${what}`, "choose another with --port, or stop that one");
}
