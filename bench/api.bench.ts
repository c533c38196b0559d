/** The API under load: requests, latency, processor time and memory of the server alone. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serviceEnvironment } from "../src/domain/service-environment.ts";
import type { LoadResult, LoadWish } from "./api/load-client.ts";
import { WatchedProcess } from "./api/watched-process.ts";
import type { BenchCase, BenchOptions, Figure, Table } from "./define.ts";
import { measureCommand } from "./harness/measured-command.ts";
import { numberText } from "./harness/print.ts";

const fillScript = fileURLToPath(new URL("./api/fill-store.ts", import.meta.url));
const serveScript = fileURLToPath(new URL("./api/serve-store.ts", import.meta.url));
const loadScript = fileURLToPath(new URL("./api/load-client.ts", import.meta.url));
const connections = 32;
/** Of load in all, with enough time to watch. */
const usualSeconds = 60;
const restMs = 1_500;

interface Case {
  readonly id: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the version of the first answer along. */
  readonly isKnown?: boolean;
}

const gzip = { "Accept-Encoding": "gzip" };
const html = { Accept: "text/html", "Accept-Encoding": "gzip" };
const cases: readonly Case[] = [
  { id: "macd-100", path: "/api/macd_scanner?limit=100" },
  { id: "macd-100-gzip", path: "/api/macd_scanner?limit=100", headers: gzip },
  { id: "macd-304", path: "/api/macd_scanner?limit=100", isKnown: true },
  { id: "macd-all", path: "/api/macd_scanner?limit=0" },
  { id: "macd-all-gzip", path: "/api/macd_scanner?limit=0", headers: gzip },
  { id: "ttm", path: "/api/ttm_squeeze_scanner" },
  { id: "vpb-all", path: "/api/vpb_scanner?limit=0" },
  { id: "watchlist", path: "/api/watchlist" },
  { id: "v1-results", path: "/api/v1/scanners/macd/results?limit=100" },
  { id: "v1-signals", path: "/api/v1/signals?limit=100" },
  { id: "page", path: "/", headers: html },
  { id: "page-rows-all", path: "/?rows=all&filter=all", headers: html },
  { id: "page-304", path: "/", headers: html, isKnown: true },
];

interface Measured extends LoadResult {
  readonly id: string;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly beforeMb: number;
  readonly peakMb: number;
  readonly afterMb: number;
}

export const apiBench: BenchCase = {
  name: "api",
  title: "API: requests, latency and memory with a whole market in the tables",
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
    try {
      const path = join(folder, "market_cache.db");
      const size = JSON.stringify({ ...options, barsPerSymbol: options.bars });
      const fill = [process.execPath, fillScript, path, size];
      const { nowTsMs } = JSON.parse((await measureCommand(fill)).stdout) as { nowTsMs: number };
      return await loaded({ path, nowTsMs, options });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function loaded(at: {
  readonly path: string;
  readonly nowTsMs: number;
  readonly options: BenchOptions;
}) {
  const { path, nowTsMs, options } = at;
  const command = [process.execPath, serveScript, path, String(nowTsMs)];
  const env = { ...process.env, ...serviceEnvironment };
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "inherit", env });
  try {
    const url = await firstLine(child.stdout);
    const server = new WatchedProcess(child.pid);
    await Bun.sleep(restMs);
    const idle = { rssMb: server.rssMb(), pssMb: server.pssMb() };
    const seconds = Math.max(0.1, Math.min(usualSeconds, 60 * options.minutes) / cases.length);
    const results: Measured[] = [];
    for (const wish of cases) results.push(await measure(server, url, { wish, seconds }));
    await Bun.sleep(restMs);
    const end = { rssMb: server.rssMb(), pssMb: server.pssMb() };
    return reportOf(results, { idle, end, options });
  } finally {
    child.kill();
    await child.exited;
  }
}

async function measure(
  server: WatchedProcess,
  url: string,
  { wish: asked, seconds }: { readonly wish: Case; readonly seconds: number },
): Promise<Measured> {
  const { path, isKnown = false } = asked;
  const first = await fetch(new URL(path, url), { headers: asked.headers ?? {} });
  await first.arrayBuffer();
  const tag = first.headers.get("ETag") ?? "";
  const headers = { ...asked.headers, ...(isKnown && { "If-None-Match": tag }) };
  const port = Number(new URL(url).port);
  const wish: LoadWish = { port, path, headers, connections, seconds };
  const [beforeMb, beforeCpuMs] = [server.rssMb(), server.cpuMs()];
  const load = [process.execPath, loadScript, JSON.stringify(wish)];
  const { stdout } = await server.watch(() => measureCommand(load));
  const result = JSON.parse(stdout) as LoadResult;
  const expected = isKnown ? "304" : "200";
  if (result.requests === 0 || result.statuses[expected] !== result.requests) {
    throw new Error(`${path} answered ${JSON.stringify(result.statuses)}, not ${expected}`);
  }
  return {
    ...{ ...result, id: asked.id, beforeMb, peakMb: server.peakMb, afterMb: server.rssMb() },
    perSecond: result.requests / seconds,
    cpuUs: ((server.cpuMs() - beforeCpuMs) * 1_000) / result.requests,
  };
}

interface Facts {
  readonly idle: { readonly rssMb: number; readonly pssMb: number };
  readonly end: { readonly rssMb: number; readonly pssMb: number };
  readonly options: BenchOptions;
}

function reportOf(results: readonly Measured[], { idle, end, options }: Facts) {
  const peakMb = Math.max(...results.map((result) => result.peakMb));
  const perRoute = results.flatMap(({ id, perSecond, cpuUs, p99Ms }): Figure[] => [
    { id: `api.${id}`, value: perSecond, unit: "requests/s" },
    { id: `api.${id}-cpu`, value: cpuUs, unit: "CPU us" },
    { id: `api.${id}-p99`, value: p99Ms, unit: "ms" },
  ]);
  const figures: Figure[] = [
    { id: "api.rss-idle", value: idle.rssMb, unit: "MB" },
    { id: "api.rss-after-load", value: end.rssMb, unit: "MB", bound: { max: 55 } },
    { id: "api.rss-peak", value: peakMb, unit: "MB" },
    { id: "api.pss-after-load", value: end.pssMb, unit: "MB" },
    ...perRoute,
  ];
  const notes = [
    `server: ${text(idle.rssMb)} MB RSS idle, ${text(end.rssMb)} after, ${text(peakMb)} at most`,
    `client: own, ${connections} connections, on the same processors as the server`,
  ];
  return { tables: [tableOf(results, options), referenceTable], figures, notes };
}

function tableOf(results: readonly Measured[], { symbols }: BenchOptions): Table {
  return {
    title: `${symbols} rows in each scanner's table`,
    heads: [
      ...["route", "requests/s", "p50 ms", "p99 ms", "max ms", "CPU us", "KB"],
      ...["MB before", "MB peak", "MB after"],
    ],
    rows: results.map((result) => [
      result.id,
      ...[result.perSecond, result.p50Ms, result.p99Ms, result.maxMs, result.cpuUs].map(text),
      text(result.bytes / result.requests / 1_000),
      ...[result.beforeMb, result.peakMb, result.afterMb].map(text),
    ]),
  };
}

/** As measured on two shared cores with wrk and 32 connections; it cannot be run from here. */
const referenceTable: Table = {
  title: "The reference system (Flask, 100 rows of its answer), quoted",
  heads: ["rows in the table", "requests/s", "p50 ms", "p99 ms", "CPU us", "MB idle", "MB peak"],
  rows: [
    ["150", "267", "117", "178", "2,800 to 3,600", "33", "58"],
    ["5,000", "24", "1,200", "1,900", "26,600 to 40,500", "33", "134"],
  ],
};

function text(value: number): string {
  return numberText(value);
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  let read = "";
  for await (const chunk of stream) {
    read += new TextDecoder().decode(chunk);
    if (read.includes("\n")) break;
  }
  return read.trim();
}
