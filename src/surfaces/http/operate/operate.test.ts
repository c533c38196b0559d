import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../../testing/made-up-market.ts";
import { PrometheusText } from "./prometheus-text.ts";
import { RequestCounts } from "./request-counts.ts";

let market: MadeUpMarket;
let server: TestServer;
let freeBytes = 10e9;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 10, days: 120 });
  const facts = { exists: true, isWritable: true, isWritableByAll: false, isForeign: false };
  const folder = () => ({ ...facts, freeBytes });
  server = await startTestServer({ ...market, disk: { host: { folder }, dataDir: "." } });
});

afterAll(async () => {
  await server.server.stop();
  market.remove();
});

interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** Reads the text format 0.0.4 strictly: a type before its samples, each metric in one stretch. */
function parseMetrics(text: string): Sample[] {
  expect(text.endsWith("\n")).toBe(true);
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  let current = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const head = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (head !== null) {
      const [, word, name = "", rest = ""] = head;
      if (word === "HELP") expect(types.has(name)).toBe(false);
      else {
        expect(["counter", "gauge", "histogram"]).toContain(rest);
        types.set(name, rest);
        current = name;
      }
      continue;
    }
    const label = String.raw`[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"`;
    const pattern = new RegExp(
      String.raw`^([a-zA-Z_:][\w:]*)(\{${label}(?:,${label})*\})? ([-+]?(?:\d[\d.e+-]*|Inf)|NaN)$`,
    );
    const [, name = "", labels = "", value] = pattern.exec(line) ?? [];
    expect([line, name]).not.toEqual([line, ""]);
    const isPart = types.get(current) === "histogram";
    const base = isPart ? name.replace(/_(bucket|sum|count)$/, "") : name;
    expect(base).toBe(current);
    if (types.get(current) === "counter") expect(name).toEndWith("_total");
    samples.push({ name, labels, value: Number(value?.replace("Inf", "Infinity")) });
  }
  const keys = samples.map(({ name, labels }) => name + labels);
  expect(new Set(keys).size).toBe(keys.length);
  return samples;
}

test("metrics are what Prometheus reads, and count what was asked", async () => {
  for (let i = 0; i < 3; i++) await server.get("/api/stats");
  await server.get("/api/stats?%22%0a", { Host: "evil.example" });
  await server.get("/nothing");
  market.store.services.recordStart("vpb-scanner", { pid: 1, tsMs: market.nowTsMs });
  const answer = await server.get("/metrics");
  expect(answer.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const samples = parseMetrics(await answer.text());
  const value = (name: string, labels = "") =>
    samples.find((sample) => sample.name === name && sample.labels === labels)?.value;
  const stats = '{route="/api/stats",method="GET",status="200"}';
  expect(value("l2t_http_requests_total", stats)).toBe(3);
  expect(value("l2t_http_requests_total", '{route="none",method="GET",status="404"}')).toBe(1);
  expect(value("l2t_http_request_duration_seconds_count", '{route="/api/stats"}')).toBe(3);
  expect(value("l2t_service_starts_total", '{service="vpb-scanner"}')).toBe(1);
  expect(value("l2t_signals_total", '{scanner="vpb"}') ?? value("l2t_signals_total")).toBeDefined();
  expect(value("l2t_bar_age_seconds", '{interval="1d"}')).toBe(720);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(10e6);
  expect(value("l2t_service_memory_limit_bytes", '{service="api-server",limit="max"}')).toBe(
    80 * 2 ** 20,
  );
});

test("buckets of the histogram only rise, up to the count", async () => {
  const samples = parseMetrics(await (await server.get("/metrics")).text());
  const buckets = samples.filter(
    ({ name, labels }) => name.endsWith("_bucket") && labels.includes('"/api/stats"'),
  );
  const counts = buckets.map(({ value }) => value);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(buckets.at(-1)?.labels).toContain('le="+Inf"');
});

test("odd labels and numbers are written as the format wants them", () => {
  const text = new PrometheusText();
  text.add({ name: "odd", type: "gauge", help: "a\\b\nc" }, [
    [{ of: 'say "no"\\\n' }, Number.POSITIVE_INFINITY],
    [{ of: "x" }, null],
    [{}, Number.NaN],
  ]);
  expect(text.toString()).toBe(
    '# HELP odd a\\\\b\\nc\n# TYPE odd gauge\nodd{of="say \\"no\\"\\\\\\n"} +Inf\nodd NaN\n',
  );
});

test("counts are bounded whatever comes", () => {
  const counts = new RequestCounts();
  for (let i = 0; i < 2_000; i++) {
    counts.add({ route: `/r${i}`, method: `M${i}`, status: 200, elapsedMs: 1 });
  }
  expect(counts.byAnswer.size).toBeLessThanOrEqual(501);
  expect(counts.latencies.size).toBeLessThanOrEqual(501);
  expect(counts.total).toBe(2_000);
});

test("ready says which part is not", async () => {
  const ask = async () => {
    await Bun.sleep(1_050);
    const answer = await server.get("/ready");
    const { parts } = (await answer.json()) as { parts: { name: string; ok: boolean }[] };
    return [answer.status, ...parts.filter(({ ok }) => !ok).map(({ name }) => name)];
  };
  const beat = { state: "ready", text: "scans", doneRatio: null } as const;
  market.store.services.recordHeartbeat("vpb-scanner", { ...beat, tsMs: market.nowTsMs });
  expect(await ask()).toEqual([200]);
  market.store.services.recordHeartbeat("vpb-scanner", { ...beat, tsMs: market.nowTsMs - 21_000 });
  freeBytes = 1e6;
  expect(await ask()).toEqual([503, "vpb-scanner", "disk"]);
  const stopped = { ...beat, state: "stopped", tsMs: market.nowTsMs - 99_000 } as const;
  market.store.services.recordHeartbeat("vpb-scanner", stopped);
  freeBytes = 10e9;
  expect(await ask()).toEqual([200]);
  const failed = { ...stopped, state: "failed", text: "the port is taken" } as const;
  market.store.services.recordHeartbeat("vpb-scanner", failed);
  expect(await ask()).toEqual([503, "vpb-scanner"]);
});
