import fc from "fast-check";

/** Made-up bars as columns, for tests of whatever reads prices. All columns are equally long. */
export interface PriceColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Number of the session a bar belongs to. */
  readonly session: Float64Array;
  /** Place of the bar in its session, 0..barsPerSession - 1. */
  readonly slot: Float64Array;
}

export type PriceColumn = keyof PriceColumns;
export type PriceBar = { readonly [column in PriceColumn]: number };

const priceColumnNames: readonly PriceColumn[] = [
  "open",
  "high",
  "low",
  "close",
  "volume",
  "session",
  "slot",
];

/** Sessions of made-up bars are short, so that a few hundred bars hold many of them. */
export const barsPerSession = 13;

/** Chances are per bar, 0..1. Left out: an ordinary walk around 100 without any oddity. */
export interface WalkOptions {
  readonly seed: number;
  readonly bars: number;
  /** Price that the walk is drawn back to. */
  readonly level?: number;
  /** Usual change from bar to bar, as a fraction of the price. */
  readonly moveRatio?: number;
  /** Prices are whole multiples of it; a power of two keeps sums and shifts exact. */
  readonly tick?: number;
  readonly gapChance?: number;
  /** A single bar a million times too high, as bad prints are. */
  readonly spikeChance?: number;
  /** A stretch of equal bars, up to 60 of them. */
  readonly flatChance?: number;
  readonly idleChance?: number;
  /** Open or close outside high and low, as real feeds have it. */
  readonly oddChance?: number;
  /** A price or volume that is NaN. */
  readonly holeChance?: number;
  /** NaN in every price and volume of the first bars, as in a column with a warm-up. */
  readonly leadingHoles?: number;
}

/** A walk with the oddities that were asked for; the same options give the same bars. */
export function randomWalk(options: WalkOptions): PriceColumns {
  const columns = emptyPrices(options.bars);
  const { open, high, low, close, volume, session, slot } = columns;
  const { level = 100, moveRatio = 0.01, tick = 0 } = options;
  const random = randomSource(options.seed);
  const happens = (chance = 0) => chance > 0 && random() < chance;
  const toTick = (price: number) =>
    tick === 0 ? price : Math.max(tick, Math.round(price / tick) * tick);
  let distance = 0;
  let flatBars = 0;
  let last = toTick(level);
  for (let i = 0; i < options.bars; i++) {
    session[i] = Math.floor(i / barsPerSession);
    slot[i] = i % barsPerSession;
    if (flatBars === 0 && happens(options.flatChance)) flatBars = 1 + Math.floor(random() * 60);
    // Drawn back by a thousandth, so that a million bars stay near the level.
    distance += moveRatio * gauss(random) - distance / 1000;
    if (happens(options.gapChance)) distance += 30 * moveRatio * gauss(random);
    const isFlat = flatBars > 0;
    if (isFlat) flatBars--;
    const from = isFlat ? last : toTick(level * Math.exp(distance + moveRatio * gauss(random)));
    const to = isFlat ? last : toTick(level * Math.exp(distance));
    const reach = isFlat ? 0 : moveRatio * random();
    open[i] = from;
    close[i] = to;
    high[i] = isFlat ? last : toTick(Math.max(from, to) * (1 + reach));
    low[i] = isFlat ? last : toTick(Math.min(from, to) * (1 - reach));
    volume[i] = happens(options.idleChance) ? 0 : 1 + Math.floor(random() ** 4 * 1e7);
    last = to;
    if (happens(options.oddChance)) close[i] = toTick(to * (1 + 3 * moveRatio));
    if (happens(options.spikeChance)) high[i] = close[i] = toTick(to * 1e6);
  }
  addHoles(columns, options, random);
  return columns;
}

function addHoles(columns: PriceColumns, options: WalkOptions, random: () => number): void {
  const { holeChance = 0, leadingHoles = 0 } = options;
  for (const name of ["open", "high", "low", "close", "volume"] as const) {
    columns[name].fill(Number.NaN, 0, leadingHoles);
    for (let i = 0; holeChance > 0 && i < options.bars; i++) {
      if (random() < holeChance) columns[name][i] = Number.NaN;
    }
  }
}

/** Options of walks with every oddity, at the price levels where rounding differs. */
export function walks(size: { readonly bars: number }): fc.Arbitrary<WalkOptions> {
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    bars: fc.integer({ min: 0, max: size.bars }),
    level: fc.constantFrom(100, 0.0001, 700_000),
    tick: fc.constantFrom(0, 2 ** -20, 0.25),
    gapChance: fc.constantFrom(0, 0.05),
    spikeChance: fc.constantFrom(0, 0.01),
    flatChance: fc.constantFrom(0, 0.02),
    idleChance: fc.constantFrom(0, 0.1),
    oddChance: fc.constantFrom(0, 0.05),
  });
}

/** As `walks`, with holes inside and at the start. */
export function holedWalks(size: { readonly bars: number }): fc.Arbitrary<WalkOptions> {
  return fc
    .tuple(walks(size), fc.constantFrom(0, 0.002, 0.02), fc.integer({ min: 0, max: 3 }))
    .map(([walk, holeChance, leadingHoles]) => ({ ...walk, holeChance, leadingHoles }));
}

/** Bars on which nothing ever moves. */
export function flatPrices(bars: number, price: number, volume: number): PriceColumns {
  const columns = emptyPrices(bars);
  for (const name of ["open", "high", "low", "close"] as const) columns[name].fill(price);
  columns.volume.fill(volume);
  for (let i = 0; i < bars; i++) {
    columns.session[i] = Math.floor(i / barsPerSession);
    columns.slot[i] = i % barsPerSession;
  }
  return columns;
}

export function emptyPrices(bars: number): PriceColumns {
  return eachColumn(() => new Float64Array(bars));
}

/** The bars first..end-1 as copies. */
export function slicePrices(prices: PriceColumns, first: number, end?: number): PriceColumns {
  return eachColumn((name) => prices[name].slice(first, end));
}

/** Copies whose open, high, low and close went through `change`. */
export function withPrices(prices: PriceColumns, change: (price: number) => number): PriceColumns {
  const isPrice = (name: PriceColumn) => ["open", "high", "low", "close"].includes(name);
  return eachColumn((name) => (isPrice(name) ? prices[name].map(change) : prices[name].slice()));
}

export function priceBar(prices: PriceColumns, at: number): PriceBar {
  const bar = {} as Record<PriceColumn, number>;
  for (const name of priceColumnNames) bar[name] = prices[name][at] as number;
  return bar;
}

/** Uniform in 0..1 (mulberry32): small, fast and the same on every machine. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Close enough to a bell curve: four uniform numbers, spread 1. */
function gauss(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

function eachColumn(make: (name: PriceColumn) => Float64Array): PriceColumns {
  const columns = {} as Record<PriceColumn, Float64Array>;
  for (const name of priceColumnNames) columns[name] = make(name);
  return columns;
}
