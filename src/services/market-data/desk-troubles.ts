import type { DeskReport } from "./desk-loop.ts";

/** What is the matter with desks, as one line: those that work leave it again. */
export class DeskTroubles {
  readonly #byDesk = new Map<string, string>();
  readonly #onTrouble: (text: string | null) => void;

  constructor(onTrouble: (text: string | null) => void) {
    this.#onTrouble = onTrouble;
  }

  take({ desk, trouble }: DeskReport): void {
    if (trouble === null && !this.#byDesk.has(desk)) return;
    if (trouble === null) this.#byDesk.delete(desk);
    else this.#byDesk.set(desk, `${desk}: ${trouble}`);
    this.#onTrouble([...this.#byDesk.values()].join("; ") || null);
  }
}
