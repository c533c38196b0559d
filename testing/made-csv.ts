import { randomSource } from "./prices.ts";

/** Seeded CSV files of bars, for imports: realistic in shape, a pure function of their options. */

export interface MadeCsvOptions {
  readonly seed: number;
  readonly symbols: number;
  readonly days: number;
  /** How the rows run: all days of a symbol together, or all symbols of a day. */
  readonly order?: "symbol" | "date" | "shuffled";
  /** One row in so many is bad or odd; none when absent. */
  readonly oddEvery?: number;
}

const header = "symbol,date,open,high,low,close,volume";
const firstDayMs = Date.parse("2022-01-03T00:00:00Z");
const dayMs = 86_400_000;

/** Text with a header and `symbols` x `days` rows, and what is odd about them in between. */
export function makeCsv(options: MadeCsvOptions): string {
  const { seed, symbols, days, order = "symbol", oddEvery } = options;
  const random = randomSource(seed);
  const dates = tradingDates(days);
  const rows: string[] = [];
  for (let symbol = 0; symbol < symbols; symbol++) {
    let close = 5 + random() * 400;
    for (const date of dates) {
      const open = close * (1 + (random() - 0.5) * 0.02);
      close = Math.max(0.5, open * (1 + (random() - 0.5) * 0.06));
      const high = Math.max(open, close) * (1 + random() * 0.01);
      const low = Math.min(open, close) * (1 - random() * 0.01);
      const prices = [open, high, low, close].map((price) => price.toFixed(2)).join(",");
      const volume = random() < 0.02 ? "" : Math.floor(random() * 5_000_000);
      rows.push(`${symbolName(symbol)},${date},${prices},${volume}`);
    }
  }
  if (order === "date") sortByDate(rows, { symbols, days });
  if (order === "shuffled") shuffle(rows, random);
  if (oddEvery !== undefined) addOddRows(rows, oddEvery, random);
  return `${header}\n${rows.join("\n")}\n`;
}

function symbolName(index: number): string {
  return `S${String(index).padStart(4, "0")}`;
}

/** Monday to Friday: holidays do not matter here, an import only flags them. */
function tradingDates(count: number): string[] {
  const dates: string[] = [];
  for (let dayTsMs = firstDayMs; dates.length < count; dayTsMs += dayMs) {
    const weekday = new Date(dayTsMs).getUTCDay();
    if (weekday >= 1 && weekday <= 5) dates.push(new Date(dayTsMs).toISOString().slice(0, 10));
  }
  return dates;
}

function sortByDate(rows: string[], size: { symbols: number; days: number }): void {
  const bySymbol = rows.slice();
  for (let day = 0; day < size.days; day++) {
    for (let symbol = 0; symbol < size.symbols; symbol++) {
      rows[day * size.symbols + symbol] = bySymbol[symbol * size.days + day] as string;
    }
  }
}

function shuffle(rows: string[], random: () => number): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [rows[i], rows[other]] = [rows[other] as string, rows[i] as string];
  }
}

/** Repeats with other values, broken rows and empty lines, spread over the file. */
function addOddRows(rows: string[], every: number, random: () => number): void {
  for (let at = rows.length - 1; at > 0; at -= every) {
    const row = rows[Math.floor(random() * at)] as string;
    const odd = [
      row,
      row.replace(/\.\d\d,(\d*)$/, ".99,$1"),
      row.replace(/-\d\d,/, "-32,"),
      `${row},extra`,
      header,
      "",
    ];
    rows.splice(at, 0, odd[Math.floor(random() * odd.length)] as string);
  }
}
