import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type * as Resvg from "@resvg/resvg-js";
import { Failure } from "../../base/failure.ts";
import { pixelsMax, type Rasterizer, waitingMax } from "../../ports/rasterizer.ts";
import { fontFiles } from "./font-files.ts";

/**
 * Rasterizer on resvg, a native SVG renderer: https://github.com/thx/resvg-js.
 *
 * The library and the fonts are loaded with the first picture. resvg keeps a picture's pixels
 * until the garbage collector finds its handle, and the collector does not see them: thirty
 * pictures would hold 300 MB. So each picture ends with a collection, and pictures never overlap.
 */
export class ResvgRasterizer implements Rasterizer {
  #resvg: typeof Resvg | undefined;
  #fonts: readonly string[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  async toPng(svg: string, options: { readonly scale: number }): Promise<Uint8Array> {
    if (this.#waiting >= waitingMax) {
      throw new Failure(
        "host.unavailable",
        `${waitingMax} pictures are waiting to be drawn; ask again in a few seconds`,
      );
    }
    this.#waiting++;
    const drawn = this.#queue.then(() => this.#draw(svg, options.scale));
    this.#queue = drawn.catch(() => undefined);
    try {
      return await drawn;
    } finally {
      this.#waiting--;
    }
  }

  async #draw(svg: string, scale: number): Promise<Uint8Array> {
    this.#resvg ??= await loadResvg();
    // A cleaner of temporary files may have taken the fonts of a compiled program.
    if (!this.#fonts.every((path) => existsSync(path)) || this.#fonts.length === 0) {
      this.#fonts = await fontFiles();
    }
    try {
      return drawOnce(this.#resvg, svg, { scale, fonts: this.#fonts });
    } finally {
      // The handles are still on the stack until the next turn of the event loop.
      await setImmediate();
      collectGarbage();
    }
  }
}

async function loadResvg(): Promise<typeof Resvg> {
  try {
    return await import("@resvg/resvg-js");
  } catch (cause) {
    const system = `${process.platform} ${process.arch}`;
    throw new Failure("host.unavailable", `no PNG renderer for "${system}"; use SVG instead`, {
      cause,
    });
  }
}

function drawOnce(
  resvg: typeof Resvg,
  svg: string,
  options: { readonly scale: number; readonly fonts: readonly string[] },
): Uint8Array {
  const { scale, fonts } = options;
  const drawing = parse(resvg, svg, { scale, fonts });
  const pixels = drawing.width * scale * drawing.height * scale;
  if (!(scale > 0 && pixels >= 1 && pixels <= pixelsMax)) {
    const size = `${drawing.width} x ${drawing.height} px at scale "${scale}"`;
    throw new Failure("input.invalid", `a picture of ${size} has not 1..${pixelsMax} pixels`);
  }
  // The bytes are copied, so that nothing keeps the renderer's own buffer alive.
  return Uint8Array.from(drawing.render().asPng());
}

function parse(
  resvg: typeof Resvg,
  svg: string,
  options: { readonly scale: number; readonly fonts: readonly string[] },
): Resvg.Resvg {
  try {
    return new resvg.Resvg(svg, {
      fitTo: { mode: "zoom", value: options.scale },
      font: {
        loadSystemFonts: false,
        fontFiles: [...options.fonts],
        defaultFontFamily: "Inter",
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure("input.invalid", `the drawing is not an SVG document: ${reason}`, { cause });
  }
}

function collectGarbage(): void {
  // Under Node there is a collector to call only with --expose-gc.
  if (typeof Bun !== "undefined") Bun.gc(true);
  else globalThis.gc?.();
}
