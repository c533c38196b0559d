import { extname } from "node:path";
import { Failure } from "../../../base/failure.ts";
import { parseSymbol } from "../../../domain/instrument.ts";
import { intervals } from "../../../domain/interval.ts";
import { ttmSqueeze } from "../../../scanners/ttm-squeeze.ts";
import { pictureSize } from "../../../services/chart/chart-layout.ts";
import { type ChartModel, visibleBarsRange } from "../../../services/chart/chart-model.ts";
import { type Theme, themes } from "../../../services/chart/palette.ts";
import { renderChartSvg } from "../../../services/chart/render-svg.ts";
import { renderTerminalChart } from "../../../services/chart/terminal-chart.ts";
import { parseAsOf } from "../../../services/scan/moment.ts";
import { readChartModel } from "../chart-input.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { formatBytes } from "../format.ts";
import { writeFileOrFail } from "../output-file.ts";
import { unwrapped } from "../scan-choice.ts";
import { withStore } from "../store-access.ts";

const formats = ["terminal", "png", "svg"] as const;
type Format = (typeof formats)[number];

/** Size of a picture where the output is no screen. */
const plainSize = { columns: 100, rows: 36 } as const;
/** Wider or taller pictures of a terminal are no better. */
const largestSize = { columns: 180, rows: 48 } as const;

export const chartCommand = defineCommand({
  name: "chart",
  group: "signals",
  summary: "Draw a symbol with its indicators and signals",
  details: [
    "Candles with volume, squeeze dots, momentum and MACD. Without a file it draws in the " +
      "terminal, in colour where there is one. A file that ends in .png or .svg gets a picture " +
      "for documents and chats.",
  ],
  arguments: { symbol: { placeholder: "SYMBOL", help: "which one" } },
  options: {
    interval: {
      kind: "choice",
      flag: "interval",
      placeholder: "INTERVAL",
      choices: intervals,
      default: "1d",
      help: `length of the bars, ${intervals.join(", ")}; put together from shorter ones`,
    },
    asOf: {
      kind: "text",
      flag: "as-of",
      placeholder: "DATE|TIME",
      help: "draw it as it stood then",
    },
    out: {
      kind: "text",
      flag: "out",
      short: "o",
      placeholder: "FILE",
      help: "write a picture, .png or .svg; - for standard output",
    },
    format: {
      kind: "choice",
      flag: "format",
      choices: formats,
      help: "kind of picture, where the name of the file does not tell",
    },
    bars: {
      kind: "integer",
      flag: "bars",
      placeholder: "N",
      min: visibleBarsRange.min,
      max: visibleBarsRange.max,
      default: visibleBarsRange.default,
      help: "bars to show",
    },
    dialect: {
      kind: "choice",
      flag: "dialect",
      placeholder: "NAME",
      choices: Object.keys(ttmSqueeze.dialects),
      help: `squeeze and momentum: ${Object.keys(ttmSqueeze.dialects).join(", ")}`,
    },
    theme: {
      kind: "choice",
      flag: "theme",
      choices: themes,
      default: "dark",
      help: "colours for a dark or a light ground",
    },
    width: {
      kind: "integer",
      flag: "width",
      placeholder: "PX",
      ...pictureSize.width,
      help: "width of a picture in a file",
      unit: "px",
    },
    height: {
      kind: "integer",
      flag: "height",
      placeholder: "PX",
      ...pictureSize.height,
      help: "height of a picture in a file",
      unit: "px",
    },
    scale: {
      kind: "number",
      flag: "scale",
      placeholder: "N",
      min: 0.5,
      max: 4,
      default: 2,
      help: "pixels of a PNG for each px; 2 is sharp on most screens",
    },
  },
  formats: [],
  examples: [
    { line: "chart AAPL", help: "in the terminal" },
    { line: "chart AAPL --out aapl.png --theme light", help: "a picture to send" },
    { line: "chart AAPL --interval 5m --bars 156", help: "the last two sessions" },
  ],
  failures: ["not.found", "output.unavailable", "host.unavailable", "store.unavailable"],
  async run(context, { args, options }) {
    const symbol = unwrapped(parseSymbol(args.symbol));
    const asOfTsMs = options.asOf === undefined ? null : unwrapped(parseAsOf(options.asOf));
    const format = chooseFormat(options.format, options.out);
    const model = await withStore(context, { isReadOnly: true }, async (store) =>
      readChartModel(context, store, { ...options, symbol, asOfTsMs }),
    );
    if (format === "terminal") {
      const text = terminalPicture(context, model, options.theme);
      if (options.out === undefined || options.out === "-") await context.out.write(text);
      else await writeFileOrFail(options.out, text);
      return 0;
    }
    const picture = await filePicture(context, model, { ...options, format });
    await deliver(context, picture, { path: options.out, format });
    return 0;
  },
});

function chooseFormat(wanted: Format | undefined, path: string | undefined): Format {
  if (wanted !== undefined) return wanted;
  if (path === undefined || path === "-") return "terminal";
  const ending = extname(path).slice(1).toLowerCase();
  if (ending === "png" || ending === "svg") return ending;
  throw new Failure(
    "usage.invalid",
    `"${path}" ends neither in .png nor in .svg; name it so, or say --format`,
  );
}

function terminalPicture({ out }: CliContext, model: ChartModel, theme: Theme): string {
  const columns = Number.isFinite(out.columns) ? out.columns : plainSize.columns;
  // One line stays free for the prompt.
  const rows = Number.isFinite(out.rows) ? out.rows - 1 : plainSize.rows;
  return renderTerminalChart(model, {
    columns: Math.min(columns, largestSize.columns),
    rows: Math.min(rows, largestSize.rows),
    color: out.colorDepth,
    unicode: out.glyphs.isUnicode,
    theme,
  });
}

async function filePicture(
  { program }: CliContext,
  model: ChartModel,
  wish: {
    readonly format: "png" | "svg";
    readonly theme: Theme;
    readonly width: number;
    readonly height: number;
    readonly scale: number;
  },
): Promise<string | Uint8Array> {
  const { theme, width, height, scale } = wish;
  const svg = renderChartSvg(model, { theme, width, height });
  if (wish.format === "svg") return svg;
  const rasterizer = await program.openRasterizer();
  return rasterizer.toPng(svg, { scale });
}

async function deliver(
  { out, err, settings }: CliContext,
  picture: string | Uint8Array,
  target: { readonly path: string | undefined; readonly format: "png" | "svg" },
): Promise<void> {
  const { path, format } = target;
  if (path !== undefined && path !== "-") {
    await writeFileOrFail(path, picture);
    const size = formatBytes(picture.length);
    if (!settings.isQuiet) await err.write(`${err.paint.dim(`wrote ${path}, ${size}`)}\n`);
    return;
  }
  if (format === "png" && out.isTerminal) {
    throw new Failure("usage.invalid", "a PNG cannot be shown in a terminal; say --out FILE.png");
  }
  await out.write(picture);
}
