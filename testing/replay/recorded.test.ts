import { expect, test } from "bun:test";
import { describeShared } from "../shared.ts";
import { fixturePath, recordedBody, yahooExchange, yahooRoutes } from "./recorded.ts";
import { startReplayServer } from "./replay-server.ts";

describeShared("recorded answers", () => {
  test("an exchange answers the request that it was recorded for", async () => {
    const { key } = yahooExchange("chart-AAPL.json");
    await using server = await startReplayServer({ routes: yahooRoutes("chart-AAPL.json") });
    const response = await fetch(`${server.url}${key.slice("GET ".length)}`);
    const body = (await response.json()) as { chart: { result: { meta: { symbol: string } }[] } };
    expect(body.chart.result[0]?.meta.symbol).toBe("AAPL");
    expect(response.headers.get("y-rid")).not.toBeNull();
  });

  test("a packed body is sent byte for byte", async () => {
    const parts = ["massive", "recorded", "aggs-AAPL-1-day-2023-01-01-2023-01-10.json.gz"];
    await using server = await startReplayServer({ routes: { "GET /a": recordedBody(parts) } });
    const stored = await Bun.file(fixturePath(...parts)).bytes();
    const raw = await fetch(`${server.url}/a`, { decompress: false });
    expect(await raw.bytes()).toEqual(stored);
    const body = (await (await fetch(`${server.url}/a`)).json()) as { ticker: string };
    expect(body.ticker).toBe("AAPL");
  });

  test("a file that is not there is named", () => {
    expect(() => fixturePath("yahoo", "nobody.json")).toThrow("yahoo/nobody.json");
  });
});
