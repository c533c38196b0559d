/** Turns a drawing into a picture that chat programs and image viewers show. */
export interface Rasterizer {
  /**
   * Draws an SVG document as PNG, `scale` pixels for each of its px. Text is set in Inter with
   * tabular figures whatever the machine has; other typefaces are not looked for.
   *
   * One picture is made at a time; calls wait for each other in order. May be called at any time,
   * before the first call nothing is loaded.
   *
   * Throws Failure input.invalid when the document is not well-formed SVG or the picture would be
   * larger than `pixelsMax`, host.unavailable when this system has no renderer or a queue of
   * `waitingMax` is full.
   */
  toPng(svg: string, options: { readonly scale: number }): Promise<Uint8Array>;
}

/** 16 megapixels take 128 MB while they are drawn. */
export const pixelsMax = 16_000_000;

/** Pictures that may wait or be drawn at once: about a second of work. */
export const waitingMax = 8;
