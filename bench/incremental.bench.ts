/**
 * One new bar for every symbol, the three scanners: streaming kernels over one slab, against the
 * full rescan that they save and against a streaming library of npm.
 */
import type { BenchCase, Figure, Table } from "./define.ts";
import { numberText } from "./harness/print.ts";
import { type Contender, type RaceTime, race } from "./harness/race.ts";
import { workHash } from "./harness/work-hash.ts";
import { streamedCells, symbolStateLength } from "./incremental/market-state.ts";
import { MarketStream, marketBar } from "./incremental/market-stream.ts";
import { type MadeMarket, makeMarket } from "./market/made-market.ts";
import { TradingSignalsStream } from "./peers/trading-signals-stream.ts";
import { type CellName, compareCells } from "./rescan/cells.ts";
import { evaluateMarket, ourCells } from "./rescan/our-verdicts.ts";

const streamName = "ours, streaming";
const rescanName = "ours, full rescan";
/** Its objects are large and slow to fill, so it gets a part of the market. */
const peerSymbolsMax = 1_000;
const errorMax = 1e-9;

export const incrementalBench: BenchCase = {
  name: "incremental",
  title: "One new bar of every symbol: three scanners, streaming",
  async run({ seed, symbols, bars, rounds }) {
    const market = makeMarket({ seed, symbols, barsPerSymbol: bars });
    const stream = new MarketStream(market);
    stream.warmUp();
    const peerSymbols = Math.min(symbols, peerSymbolsMax);
    const peer = warmPeer(market, peerSymbols);
    const times = race([streamEntry(stream), rescanEntry(market), peerEntry(stream, peer)], rounds);
    const right = ourCells(market);
    check(market, { right, cells: stream.cells, names: streamedCells, count: symbols });
    check(market, { right, cells: peer.cells, names: ["momentum"], count: peerSymbols });
    return {
      tables: [tableOf(times, { symbols, peerSymbols })],
      figures: figuresOf(times, stream),
      notes: [
        `streamed answers equal the rescan's; hash ${workHash(stream.cells)}`,
        `trading-signals: ${peerSymbols} symbols, time scaled to all`,
      ],
    };
  },
};

function warmPeer(market: MadeMarket, symbols: number): TradingSignalsStream {
  const part = { ...market, series: market.series.slice(0, symbols) };
  const peer = new TradingSignalsStream(symbols);
  for (let index = 0; index < market.barsPerSymbol; index++) {
    peer.take(marketBar(part, index), false);
  }
  return peer;
}

function streamEntry(stream: MarketStream): Contender {
  return {
    name: streamName,
    prepare: () => stream.rewind(),
    run() {
      stream.take(stream.newest);
      return sumOf(stream.cells);
    },
  };
}

function rescanEntry(market: MadeMarket): Contender {
  const scratch = new Float64Array(market.barsPerSymbol);
  return { name: rescanName, run: () => evaluateMarket(market, scratch) };
}

function peerEntry({ newest }: MarketStream, peer: TradingSignalsStream): Contender {
  return {
    name: "trading-signals, streaming",
    run() {
      peer.take(newest, true);
      return sumOf(peer.cells);
    },
  };
}

interface Answers {
  readonly right: Float64Array;
  readonly cells: Float64Array;
  readonly names: readonly CellName[];
  readonly count: number;
}

function check(market: MadeMarket, { right, cells, names, count }: Answers): void {
  const prices = market.series.slice(0, count).map(({ close }) => close.at(-1) as number);
  const found = compareCells(right, cells, prices, names);
  if (found.symbolsWithOtherFlags === 0 && found.worstError <= errorMax) return;
  throw new Error(`streaming differs from the rescan: ${JSON.stringify(found)}`);
}

interface Sizes {
  readonly symbols: number;
  readonly peerSymbols: number;
}

function tableOf(times: readonly RaceTime[], { symbols, peerSymbols }: Sizes): Table {
  const scale = (name: string) => (name.startsWith("ours") ? 1 : symbols / peerSymbols);
  const ours = times[0]?.medianMs as number;
  return {
    title: `${symbols} symbols, CPU ms of one market bar`,
    heads: ["contender", "median", "fastest", "x ours"],
    rows: times.map(({ name, medianMs, fastestMs }) => [
      name,
      numberText(medianMs * scale(name)),
      numberText(fastestMs * scale(name)),
      numberText((medianMs * scale(name)) / ours),
    ]),
  };
}

function figuresOf(times: readonly RaceTime[], stream: MarketStream): readonly Figure[] {
  const ms = (name: string) => times.find((time) => time.name === name)?.medianMs as number;
  return [
    { id: "incremental.market-bar", value: ms(streamName), unit: "CPU ms" },
    { id: "incremental.rescan-over-bar", value: ms(rescanName) / ms(streamName), unit: "x" },
    { id: "incremental.state", value: symbolStateLength * 8, unit: "bytes a symbol" },
    { id: "incremental.state-of-market", value: stream.stateBytes / 2 ** 20, unit: "MB" },
  ];
}

function sumOf(cells: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < cells.length; i++) sum += cells[i] as number;
  return sum;
}
