import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { waitingMax } from "../../ports/rasterizer.ts";
import { copyOut, fontFiles } from "./font-files.ts";
import { ResvgRasterizer } from "./resvg-rasterizer.ts";

const svg = (content: string, width = 60, height = 40) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
const word = (weight: number, family = "Inter") =>
  `<text y="20" font-size="20" font-family="${family}" font-weight="${weight}">08.1</text>`;

/** Signature, width and height of a PNG: https://www.w3.org/TR/png/#5PNG-file-signature */
function readHead(png: Uint8Array) {
  const bytes = Buffer.from(png);
  return {
    signature: bytes.toString("latin1", 1, 4),
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
  };
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`expected a Failure, got ${String(error)}`);
  return error;
}

describe("pictures", () => {
  const rasterizer = new ResvgRasterizer();

  test("a drawing becomes a PNG of its size times the scale", async () => {
    const png = await rasterizer.toPng(svg(""), { scale: 2 });
    expect(readHead(png)).toEqual({ signature: "PNG", width: 120, height: 80 });
  });

  test("the same drawing gives the same bytes", async () => {
    const [first, second] = await Promise.all([
      rasterizer.toPng(svg(word(400)), { scale: 1 }),
      rasterizer.toPng(svg(word(400)), { scale: 1 }),
    ]);
    expect(first).toEqual(second);
  });

  test("text is drawn, each weight in its own way, without fonts of the system", async () => {
    const draw = (content: string) => rasterizer.toPng(svg(content), { scale: 2 });
    const pictures = await Promise.all([
      draw(""),
      draw(word(400)),
      draw(word(500)),
      draw(word(600)),
    ]);
    const different = new Set(pictures.map((png) => Buffer.from(png).toString("base64")));
    expect(different.size).toBe(4);
    // Nothing else is installed for the renderer, so any other family is set in Inter too.
    expect(await draw(word(400, "Comic Sans"))).toEqual(pictures[1] as Uint8Array);
  });
});

describe("refusals", () => {
  const rasterizer = new ResvgRasterizer();

  test.each(["", "no drawing", "<svg", svg("<g>"), "<html xmlns='http://www.w3.org/1999/xhtml'/>"])(
    "%p is no drawing",
    async (document) => {
      const failure = await failureOf(rasterizer.toPng(document, { scale: 1 }));
      expect(failure.code).toBe("input.invalid");
    },
  );

  test.each([0, -1, 1_000, Number.NaN, Number.POSITIVE_INFINITY])(
    "scale %d is refused before anything is drawn",
    async (scale) => {
      const failure = await failureOf(rasterizer.toPng(svg("", 800, 560), { scale }));
      expect(failure.code).toBe("input.invalid");
    },
  );

  test("a picture after a refused one is drawn", async () => {
    await failureOf(rasterizer.toPng("nonsense", { scale: 1 }));
    expect(readHead(await rasterizer.toPng(svg(""), { scale: 1 })).width).toBe(60);
  });

  test("a full queue refuses the next picture and draws the waiting ones", async () => {
    const waiting = Array.from({ length: waitingMax }, () =>
      rasterizer.toPng(svg(""), { scale: 1 }),
    );
    const failure = await failureOf(rasterizer.toPng(svg(""), { scale: 1 }));
    expect(failure.code).toBe("host.unavailable");
    expect(failure.message).toContain(`${waitingMax} pictures`);
    expect((await Promise.all(waiting)).length).toBe(waitingMax);
    expect(readHead(await rasterizer.toPng(svg(""), { scale: 1 })).width).toBe(60);
  });
});

test("twelve more pictures take hardly more memory", async () => {
  const rasterizer = new ResvgRasterizer();
  const draw = async (count: number) => {
    for (let i = 0; i < count; i++) await rasterizer.toPng(svg(word(400), 800, 560), { scale: 2 });
    return process.memoryUsage.rss() / 2 ** 20;
  };
  const before = await draw(3);
  // Kept pictures would add 7 MB of pixels each.
  expect(await draw(12)).toBeLessThan(before + 30);
});

describe("fonts", () => {
  test("a checkout uses the files beside the code", async () => {
    const paths = await fontFiles();
    expect(paths.length).toBe(3);
    for (const path of paths) expect(path).toStartWith(join(import.meta.dir, "fonts"));
  });

  test("a compiled program copies them to where native code can read them", async () => {
    const sources = await fontFiles();
    const copies = await copyOut(sources);
    copies.forEach((copy, i) => {
      expect(copy).not.toBe(sources[i] as string);
      expect(readFileSync(copy)).toEqual(readFileSync(sources[i] as string));
    });
    rmSync(dirname(copies[0] as string), { recursive: true });
  });

  test("fonts that cannot be copied are a failure with a way out", async () => {
    const failure = await failureOf(copyOut([join(import.meta.dir, "no-such-font.ttf")]));
    expect(failure.code).toBe("host.unavailable");
    expect(failure.message).toContain("TMPDIR");
  });
});
