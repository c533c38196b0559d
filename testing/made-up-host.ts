import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Files of a made-up machine below a root of its own, by their paths: "proc/meminfo". */
export type HostFiles = Readonly<Record<string, string>>;

export interface MadeUpHost {
  readonly root: string;
  /** Adds files, or replaces their content; null removes one. */
  write(files: Readonly<Record<string, string | null>>): void;
  dispose(): void;
}

export function makeHost(files: HostFiles): MadeUpHost {
  const root = mkdtempSync(join(tmpdir(), "l2t-host-"));
  const host: MadeUpHost = {
    root,
    write(changes) {
      for (const [path, content] of Object.entries(changes)) {
        const target = join(root, path);
        if (content === null) {
          rmSync(target);
          continue;
        }
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
  host.write(files);
  return host;
}

/** A machine of 961 MB, as the kernel describes it. */
export const smallBox: HostFiles = {
  "proc/meminfo": [
    "MemTotal:         984064 kB",
    "MemFree:          512000 kB",
    "MemAvailable:     765952 kB",
    "Buffers:            1024 kB",
    "SwapTotal:        524288 kB",
    "SwapFree:         524000 kB",
    "",
  ].join("\n"),
  "proc/pressure/memory":
    "some avg10=1.50 avg60=0.75 avg300=0.10 total=123456\n" +
    "full avg10=0.50 avg60=0.25 avg300=0.05 total=23456\n",
};

/** Mounts of a machine with control groups of one version. */
export function mountsOf(version: 1 | 2): HostFiles {
  const line =
    version === 2
      ? "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"
      : "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";
  const root = "23 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw";
  return { "proc/self/mountinfo": `${root}\n${line}\n` };
}

/** The files of one process. `cgroup` is the text of its file of that name. */
export function processOf(
  pid: number,
  facts: {
    readonly name?: string;
    readonly rssKb: number;
    readonly anonKb?: number;
    readonly pssKb?: number;
    readonly startTicks?: number;
    readonly cgroup?: string;
  },
): HostFiles {
  const { name = "bun", rssKb, anonKb = rssKb, pssKb, startTicks = 100 + pid } = facts;
  const folder = `proc/${pid}`;
  const status = [
    `Name:\t${name}`,
    "Umask:\t0022",
    `Pid:\t${pid}`,
    `VmRSS:\t   ${rssKb} kB`,
    `RssAnon:\t   ${anonKb} kB`,
    `RssFile:\t   ${rssKb - anonKb} kB`,
    "VmSwap:\t       0 kB",
    "",
  ];
  const rollup =
    `55d0-7fff ---p 00000000 00:00 0    [rollup]\nRss:    ${rssKb} kB\nPss:    ${pssKb} kB\n` +
    `Private_Clean:     8 kB\nPrivate_Dirty:   ${anonKb} kB\n`;
  const fields = ["S", ...Array.from({ length: 18 }, () => "0"), String(startTicks), "0"];
  return {
    [`${folder}/status`]: status.join("\n"),
    [`${folder}/stat`]: `${pid} (${name} (x) y) ${fields.join(" ")}\n`,
    [`${folder}/cmdline`]: `${name}\0service\0--all\0`,
    ...(pssKb !== undefined && { [`${folder}/smaps_rollup`]: rollup }),
    ...(facts.cgroup !== undefined && { [`${folder}/cgroup`]: facts.cgroup }),
  };
}
