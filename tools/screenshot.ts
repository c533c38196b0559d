/**
 * Takes the picture of the README: `bin/bun tools/screenshot.ts`.
 *
 * In    a simulated market with a fixed seed, the page, a Chromium (CHROMIUM_PATH, or the system's)
 * Out   docs/images/first-light.png, 1440 px wide, dark
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { crc32, deflateSync, inflateSync } from "node:zlib";
import { assert } from "../src/base/assert.ts";
import { startTestServer } from "../testing/api-server.ts";
import { findChromium, launchChromium, openTab } from "../testing/browser/browser.ts";
import { until } from "../testing/browser/until.ts";
import { makeUpMarket } from "../testing/made-up-market.ts";

const out = "docs/images/first-light.png";
const bytesMax = 300_000;
const size = { width: 1440, height: 900 } as const;

const chromium = findChromium();
assert(chromium !== undefined, "there is a Chromium to take the picture with");
const market = await makeUpMarket({ symbols: 500 });
const { url, server, json } = await startTestServer({
  ...market,
  status: { isSimulated: true, marketTsMs: market.nowTsMs },
});
const browser = await launchChromium(chromium);
const tab = await openTab(browser, `${url}?symbol=${await showySymbol()}`, size);
await until(tab.page, `document.fonts.status === "loaded"`);
await until(tab.page, `document.querySelector(".chart img").complete`);
const picture = repack(await tab.page.screenshot());
assert(tab.troubles.length === 0, `the page has no troubles: ${tab.troubles}`);
assert(picture.length < bytesMax, `${picture.length} bytes are under ${bytesMax}`);
const path = resolve(import.meta.dir, "..", out);
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, picture);
console.log(`${out}: ${picture.length} bytes`);
await browser.close();
await server.stop();
market.remove();

/** A squeeze that fired upwards in the first rows, of a stock with an ordinary price. */
async function showySymbol(): Promise<string> {
  const fired = await json("/api/ttm_squeeze_scanner?filter=fired&limit=20");
  const rows = fired["data"] as { symbol: string; direction: string; price: number }[];
  const row = rows.find(({ direction, price }) => direction === "bullish" && price > 20);
  assert(row !== undefined, "the market has a squeeze that fired upwards");
  return row.symbol;
}

/** The browser packs for speed; the same pixels packed for size are a tenth smaller. */
function repack(png: Buffer): Buffer {
  const signature = png.subarray(0, 8);
  const chunks: { readonly type: string; readonly data: Buffer }[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  const header = chunks.find(({ type }) => type === "IHDR");
  assert(header !== undefined, "a PNG has a header");
  const pixels = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)),
  );
  const packed = deflateSync(pixels, { level: 9, memLevel: 9 });
  return Buffer.concat([
    signature,
    chunk("IHDR", header.data),
    chunk("IDAT", packed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
