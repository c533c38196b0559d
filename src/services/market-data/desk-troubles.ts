import type { DeskReport } from "./desk-loop.ts";

/** Whom desks in trouble are told to. */
export interface TroubleHooks {
  /** What is the matter now, as one line; null: all works. */
  readonly onTrouble: (text: string | null) => void;
  /** For the log: a desk stopped working, or works again. */
  readonly onNotice: (text: string) => void;
}

/** What is the matter with desks. Each is told of once until it works again. */
export class DeskTroubles {
  readonly #byDesk = new Map<string, string>();
  readonly #hooks: TroubleHooks;

  constructor(hooks: TroubleHooks) {
    this.#hooks = hooks;
  }

  take({ desk, trouble }: DeskReport): void {
    const wasTroubled = this.#byDesk.has(desk);
    if (trouble === null && !wasTroubled) return;
    if (trouble === null) this.#byDesk.delete(desk);
    else this.#byDesk.set(desk, `${desk}: ${trouble}`);
    this.#hooks.onTrouble([...this.#byDesk.values()].join("; ") || null);
    if (trouble === null) this.#hooks.onNotice(`${desk}: works again`);
    else if (!wasTroubled) this.#hooks.onNotice(`${desk}: ${trouble}; it is tried again`);
  }
}
