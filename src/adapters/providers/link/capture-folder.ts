import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

export interface CaptureSize {
  /** The oldest files leave when there would be more. */
  readonly filesMax: number;
  readonly bytesMax: number;
}

const digits = 6;
const ownName = /^(\d{6,})-[a-z0-9-]+\.jsonl?$/;
/** For the owner only: captures hold what a vendor sells to this user. */
const fileMode = 0o600;
const folderMode = 0o700;

/**
 * Numbered files in one folder, the oldest of which leave. Writes at once, so that order and memory
 * are certain; it is for hunting a fault, not for every day. Never throws: the first trouble is
 * told.
 */
export class CaptureFolder {
  readonly #folder: string;
  readonly #size: CaptureSize;
  readonly #onTrouble: (text: string) => void;
  readonly #bytes = new Map<string, number>();
  #bytesAll = 0;
  #number = 0;
  #isOpen = false;
  #isTroubleTold = false;

  constructor(folder: string, size: CaptureSize, onTrouble: (text: string) => void) {
    this.#folder = folder;
    this.#size = size;
    this.#onTrouble = onTrouble;
  }

  /** Writes a new file whole or not at all. */
  put(title: string, text: string): void {
    this.#guarded(() => {
      const name = this.#nextName(title, "json");
      const path = join(this.#folder, name);
      const partPath = `${path}.${process.pid}.part`;
      try {
        writeFileSync(partPath, text, { mode: fileMode });
        renameSync(partPath, path);
      } catch (error) {
        rmSync(partPath, { force: true });
        throw error;
      }
      this.#count(name, Buffer.byteLength(text));
    });
  }

  /** Begins a file of lines; returns how to add one. */
  begin(title: string): (line: string) => void {
    let name: string | null = null;
    return (line) =>
      this.#guarded(() => {
        if (name === null) {
          name = this.#nextName(title, "jsonl");
          this.#count(name, 0);
        }
        // Once it has left for newer ones it stays away.
        if (!this.#bytes.has(name)) return;
        appendFileSync(join(this.#folder, name), `${line}\n`, { mode: fileMode });
        this.#count(name, Buffer.byteLength(line) + 1);
      });
  }

  #guarded(work: () => void): void {
    try {
      if (!this.#isOpen) this.#open();
      work();
    } catch (error) {
      if (this.#isTroubleTold) return;
      this.#isTroubleTold = true;
      const code = (error as { code?: unknown }).code ?? "unknown error";
      const text = `what vendors answer is not recorded in "${this.#folder}" (${String(code)})`;
      this.#onTrouble(`${text}; free space or set L2T_RECORD to another folder`);
    }
  }

  #open(): void {
    mkdirSync(this.#folder, { recursive: true, mode: folderMode });
    const names = readdirSync(this.#folder).filter((name) => ownName.test(name));
    for (const name of names.sort((a, b) => numberOf(a) - numberOf(b))) {
      this.#number = numberOf(name);
      this.#count(name, statSync(join(this.#folder, name)).size);
    }
    this.#isOpen = true;
  }

  #nextName(title: string, extension: "json" | "jsonl"): string {
    const plain = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    for (;;) {
      this.#number += 1;
      const name = `${String(this.#number).padStart(digits, "0")}-${plain}.${extension}`;
      // Another process may record here as well.
      if (!existsSync(join(this.#folder, name))) return name;
    }
  }

  #count(name: string, bytes: number): void {
    this.#bytes.set(name, (this.#bytes.get(name) ?? 0) + bytes);
    this.#bytesAll += bytes;
    const { filesMax, bytesMax } = this.#size;
    for (const [oldest, size] of this.#bytes) {
      if (this.#bytes.size <= filesMax && this.#bytesAll <= bytesMax) break;
      if (oldest === name) break;
      rmSync(join(this.#folder, oldest), { force: true });
      this.#bytes.delete(oldest);
      this.#bytesAll -= size;
    }
  }
}

function numberOf(name: string): number {
  return Number.parseInt(name, 10);
}
