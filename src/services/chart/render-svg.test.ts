import { describe, expect, test } from "bun:test";
import { Resvg } from "@resvg/resvg-js";
import { chartOf, dailyBars, intradayBars, saturdayTsMs } from "../../../testing/chart-bars.ts";
import { flatPrices, randomWalk, withPrices } from "../../../testing/prices.ts";
import type { Bars } from "../../domain/bars.ts";
import type { ChartInput } from "./chart-model.ts";
import { renderChartSvg, type SvgOptions } from "./render-svg.ts";
import { textWidth } from "./text-width.ts";

const walk = (bars: number, level = 100) => randomWalk({ seed: 5, bars, level, gapChance: 0.03 });
const simulated = { provider: "demo", feed: "seed 7", isSimulated: true };
const yearMs = 365 * 86_400_000;

interface Case {
  readonly name: string;
  readonly bars: Bars;
  readonly input?: Partial<ChartInput>;
  readonly options?: Partial<SvgOptions>;
}

const withoutVolume = { ...flatPrices(150, 12.5, Number.NaN) };
const nasty = `<svg onload="x">&'"]]>\u0000\u001b漢字`;

const cases: readonly Case[] = [
  ...[1, 2, 5, 30, 40, 120, 300].map((count) => ({
    name: `${count} daily bars`,
    bars: dailyBars(walk(count)),
  })),
  { name: "500 shown bars", bars: dailyBars(walk(700)), input: { visibleBars: 500 } },
  {
    name: "500 bars in the smallest picture",
    bars: dailyBars(walk(700)),
    input: { visibleBars: 500 },
    options: { width: 480, height: 320 },
  },
  { name: "intraday bars", bars: intradayBars(walk(400), "5m") },
  { name: "weekly bars", bars: { ...dailyBars(walk(200)), interval: "1w" } },
  { name: "a flat price without volume", bars: dailyBars(withoutVolume) },
  { name: "prices of 700,000", bars: dailyBars(walk(300, 700_000)) },
  { name: "prices of 0.0001", bars: dailyBars(walk(300, 0.0001)), input: { source: simulated } },
  {
    name: "a name and a feed that hold markup",
    bars: dailyBars(walk(200)),
    input: { symbol: nasty, source: { provider: nasty, feed: nasty, isSimulated: true } },
  },
  {
    name: "stale data in a small picture",
    bars: dailyBars(walk(200, 700_000)),
    input: { asOfTsMs: saturdayTsMs + 9 * yearMs, symbol: "ABCDEFGHIJKLMNOPQRSTUVWX" },
    options: { width: 480, height: 320 },
  },
  {
    name: "a forming bar",
    bars: dailyBars(walk(200)),
    input: { asOfTsMs: saturdayTsMs - 86_400_000 },
  },
  { name: "holes in the volume", bars: dailyBars(holed(walk(200))) },
  {
    name: "many signals on neighbouring bars",
    bars: dailyBars(walk(200)),
    input: { signals: signalsOn(dailyBars(walk(200))) },
  },
  { name: "a large picture", bars: dailyBars(walk(300)), options: { width: 1600, height: 1000 } },
];

function holed(prices: ReturnType<typeof walk>) {
  return { ...prices, volume: prices.volume.map((value, i) => (i % 3 === 0 ? Number.NaN : value)) };
}

function signalsOn(bars: Bars) {
  return Array.from({ length: 40 }, (_, i) => ({
    scanner: ["ttm-squeeze", "vpb", "macd"][i % 3] as string,
    signal: "any",
    direction: (["bullish", "bearish", "neutral"] as const)[i % 3] as "bullish",
    onsetTsMs: bars.openTsMs[bars.length - 1 - (i >> 1)] as number,
  }));
}

function render({ bars, input, options }: Case, theme: SvgOptions["theme"] = "dark"): string {
  return renderChartSvg(chartOf(bars, input), { theme, ...options });
}

describe.each(cases.map((each) => [each.name, each] as const))("%s", (_name, each) => {
  const svg = render(each);

  test("makes well-formed SVG", () => {
    expect(() => new Resvg(svg, { font: { loadSystemFonts: false } })).not.toThrow();
  });

  test("holds no number that is none", () => {
    expect(svg.replaceAll(/<(text|title|desc)[^>]*>[^<]*/g, "")).not.toMatch(
      /NaN|Infinity|e[+-]\d/,
    );
  });

  test("keeps every text inside the picture", () => {
    const { width = 800, height = 560 } = each.options ?? {};
    for (const { left, right, top, bottom, content } of textBoxes(svg)) {
      expect(left, content).toBeGreaterThanOrEqual(0);
      expect(right, content).toBeLessThanOrEqual(width);
      expect(top, content).toBeGreaterThanOrEqual(0);
      expect(bottom, content).toBeLessThanOrEqual(height);
    }
  });

  test("lets no two texts touch", () => {
    // The watermark lies under everything on purpose.
    const boxes = textBoxes(svg).filter(({ content }) => content !== "SIMULATED DATA");
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const meets = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        expect(meets, `"${a.content}" and "${b.content}"`).toBe(false);
      }
    });
  });
});

test("the same chart gives the same bytes, and themes differ in colours only", () => {
  const [each] = cases.slice(5) as [Case];
  expect(render(each)).toBe(render(each));
  const shape = (svg: string) => svg.replaceAll(/#[0-9a-f]{6}/g, "");
  expect(shape(render(each, "light"))).toBe(shape(render(each, "dark")));
});

describe("what has to be said", () => {
  const plain = dailyBars(walk(300));

  test("the header names symbol, price, change, bar and interval", () => {
    const svg = render({ name: "", bars: plain, input: { symbol: "AAPL" } });
    const said = textBoxes(svg).map(({ content }) => content);
    expect(said).toContain("AAPL");
    expect(said).toContain("Fri 1 Mar 2024");
    expect(said).toContain("1d");
    expect(said.some((content) => /^[+−][\d.]+ \([+−][\d.]+%\)$/.test(content))).toBe(true);
  });

  test("the footer names source, age, dialect and adjustment", () => {
    const svg = render({ name: "", bars: plain });
    expect(svg).toContain(
      "csv:made-up.csv · 18 h old · thinkorswim · as of Sat 2 Mar 2024 10:00 ET · split-adjusted",
    );
  });

  test("simulated prices are called so in strip, watermark and title", () => {
    const real = render({ name: "", bars: plain });
    expect(real).not.toMatch(/simulated/i);
    const made = render({ name: "", bars: plain, input: { source: simulated } });
    expect(made).toContain(">SIMULATED DATA · generated prices, not a market<");
    expect(made).toContain(">SIMULATED DATA<");
    expect(made).toContain("candles, simulated data</title>");
  });

  test("old data is called stale with its age", () => {
    const input = { asOfTsMs: saturdayTsMs + 4 * 86_400_000 };
    expect(render({ name: "", bars: plain, input })).toContain(">stale · 4 d old<");
    expect(render({ name: "", bars: plain })).not.toContain(">stale");
  });

  test("indicators that are not warmed up draw no line and say what they need", () => {
    const svg = render({ name: "", bars: dailyBars(walk(5)) });
    for (const note of [
      "needs 21 bars",
      "squeeze needs 20 bars, has 5",
      "momentum needs 39 bars, has 5",
      "MACD needs 34 bars, has 5",
    ]) {
      expect(svg).toContain(note);
    }
    expect(svg).not.toContain('stroke-width="1.4"');
    expect(render({ name: "", bars: dailyBars(walk(120)) })).toContain(
      "settles after 250 bars, has 120",
    );
    expect(render({ name: "", bars: plain })).not.toContain("settles");
  });

  test("the picture has a name and a summary for those who do not see it", () => {
    const svg = render({ name: "", bars: plain, input: { symbol: "BRK.A" } });
    expect(svg).toContain(
      'role="img" aria-labelledby="chart-BRK_A-1d-title chart-BRK_A-1d-summary"',
    );
    expect(svg).toContain('<title id="chart-BRK_A-1d-title">BRK.A daily candles</title>');
    const summary = /<desc[^>]*>([^<]*)</.exec(svg)?.[1] ?? "";
    expect(summary).toStartWith("120 bars from ");
    expect(summary).toMatch(/to Fri 1 Mar 2024\. Last [\d.]+, [+−][\d.]+%\. Range /);
    expect(summary).toMatch(/Squeeze (on|off).* Momentum .* MACD (above|below) its signal line\./);
  });

  test("rising candles are hollow and falling ones filled", () => {
    const prices = walk(60);
    const rising = { ...prices, close: prices.high, open: prices.low };
    const panel = "#0d1015";
    const filled = /fill="#f47f48" stroke="#f47f48"/;
    expect(render({ name: "", bars: dailyBars(rising) })).not.toMatch(filled);
    const falling = { ...prices, close: prices.low, open: prices.high };
    const svg = render({ name: "", bars: dailyBars(falling) });
    expect(svg).toMatch(filled);
    expect(svg).not.toContain(`fill="${panel}" stroke="#3fd0cc"`);
  });

  test("prices that are scaled leave the shape of the candles alone", () => {
    const paths = (level: number) => {
      const prices = withPrices(randomWalk({ seed: 8, bars: 100 }), (price) => price * level);
      return [...render({ name: "", bars: dailyBars(prices) }).matchAll(/ d="([^"]*)"/g)].length;
    };
    expect(paths(2 ** -13)).toBe(paths(1));
  });
});

/** Where each text of the document lies, px; heights are those of capitals and digits. */
function textBoxes(svg: string) {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(
    ([, attributes = "", raw = ""]) => {
      const value = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
      const size = Number(value("font-size") ?? 11);
      const weight = Number(value("font-weight") ?? 400) as 400 | 500 | 600;
      const content = raw
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&apos;", "'")
        .replaceAll("&amp;", "&");
      const width = textWidth(content, size, weight);
      const x = Number(value("x"));
      const anchor = value("text-anchor") ?? "start";
      const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
      const baseline = Number(value("y"));
      return { content, left, right: left + width, top: baseline - size * 0.73, bottom: baseline };
    },
  );
}
