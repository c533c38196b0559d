/** What a rescan from memory needs beside its bars: memory.ts SIZE, in a process of its own. */
import { type MarketSize, makeMarket } from "../market/made-market.ts";
import { scanJob, scanWholeMarket } from "./our-verdicts.ts";

const passes = 5;

/** What the parent process reads from this one's output. */
export interface RescanMemory {
  readonly barsMb: number;
  readonly aboveBarsMb: number;
}

const market = makeMarket(JSON.parse(process.argv[2] ?? "{}") as MarketSize);
Bun.gc(true);
// Before the first pass, so that compiled code and garbage not yet collected count as well.
const withBarsMb = residentMb();
const job = scanJob(market);
let highestMb = 0;
for (let pass = 0; pass < passes; pass++) {
  scanWholeMarket(market, job);
  highestMb = Math.max(highestMb, residentMb());
}
const columns = 5 * Float64Array.BYTES_PER_ELEMENT;
const memory: RescanMemory = {
  barsMb: (market.close.length * columns) / 2 ** 20,
  aboveBarsMb: highestMb - withBarsMb,
};
console.log(JSON.stringify(memory));

function residentMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}
