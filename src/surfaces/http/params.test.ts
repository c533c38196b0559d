import { describe, expect, test } from "bun:test";
import {
  intervalParam,
  momentParam,
  type ParamTable,
  readParams,
  requiredSymbolParam,
  symbolParam,
  textParam,
  wholeParam,
  wordParam,
} from "./params.ts";

const table = {
  order: wordParam({ words: ["up", "down"], default: "up", help: "" }),
  limit: wholeParam({ default: 20, min: -10, max: 500, help: "" }),
  interval: intervalParam({ default: "1d", help: "" }),
  symbol: symbolParam({ help: "" }),
  since: momentParam({ help: "" }),
  id: textParam({ lengthMax: 12, help: "" }),
};

function read(query: string, options = { acceptsUnknown: false }, params: ParamTable = table) {
  return readParams(params, new URLSearchParams(query), options);
}

describe("query parameters", () => {
  test("defaults stand for what is left out", () => {
    expect(read("")).toEqual({
      ok: true,
      value: { order: "up", limit: 20, interval: "1d", symbol: null, since: null, id: null },
    });
  });

  test.each([
    ["limit=-10", "limit", -10],
    ["limit=+7", "limit", 7],
    ["limit=-0", "limit", 0],
    ["order=down", "order", "down"],
    ["interval=5m", "interval", "5m"],
    ["symbol=brk.b", "symbol", "BRK.B"],
    ["since=2023-06-30", "since", Date.UTC(2023, 5, 30)],
    ["since=2023-06-30T20:00:00Z", "since", Date.UTC(2023, 5, 30, 20)],
    ["since=2023-06-30T16:00:00-04:00", "since", Date.UTC(2023, 5, 30, 20)],
    ["since=2023-06-30T22:00:00+02:00", "since", Date.UTC(2023, 5, 30, 20)],
    ["id=a%3Cb", "id", "a<b"],
  ])("%s is read", (query, name, value) => {
    const params = read(query);
    expect(params.ok && params.value[name]).toBe(value);
  });

  test.each([
    ["limit=abc", 'limit is a whole number from -10 to 500, not "abc"'],
    ["limit=", 'limit is a whole number from -10 to 500, not ""'],
    ["limit=1.5", 'limit is a whole number from -10 to 500, not "1.5"'],
    ["limit=1e2", 'limit is a whole number from -10 to 500, not "1e2"'],
    ["limit=0x10", 'limit is a whole number from -10 to 500, not "0x10"'],
    ["limit=501", 'limit is a whole number from -10 to 500, not "501"'],
    ["limit=99999999999999999999", "limit is a whole number from -10 to 500, not"],
    ["limit=1&limit=2", "limit is given 2 times; give it once"],
    ["order=sideways", 'order is one of up, down, not "sideways"'],
    ["order=UP", 'order is one of up, down, not "UP"'],
    ["interval=7m", 'interval is one of 1m, 5m, 15m, 30m, 1h, 4h, 1d, 1w, not "7m"'],
    ["symbol=A%20B", 'symbol is a ticker such as AAPL or BRK.B, up to 24 characters, not "A B"'],
    ["symbol=%00%1b", 'not "\\u0000\\u001b"'],
    ["since=yesterday", "since is a UTC date (2023-06-30) or a time with zone"],
    ["since=2023-02-31", "since is a UTC date"],
    ["since=2023-02-31T00:00:00Z", "since is a UTC date"],
    ["since=2023-06-30T00:00:00", "since is a UTC date"],
    ["id=", "id is text of 1 to 12 characters"],
    ["id=1234567890123", "id is text of 1 to 12 characters"],
  ])("%s is refused with its value and what is allowed", (query, message) => {
    const params = read(query);
    expect(!params.ok && params.error.message).toContain(message);
  });

  test("a long value is cut in the message", () => {
    const params = read(`order=${"x".repeat(10_000)}`);
    expect(!params.ok && params.error.message.length).toBeLessThan(120);
    expect(!params.ok && params.error.value?.length).toBe(200);
  });

  test("an unknown name is refused with the one that was meant", () => {
    const params = read("intervall=5m");
    expect(!params.ok && params.error.message).toBe(
      '"intervall" is not a parameter here, it takes order, limit, interval, symbol, since, id' +
        '; did you mean "interval"?',
    );
  });

  test("an unknown name is ignored where old clients send it", () => {
    expect(read("_=1700000000", { acceptsUnknown: true }).ok).toBe(true);
  });

  test("names of every object are no parameters", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(read(`${name}=1`).ok).toBe(false);
    }
  });

  test("a required parameter is asked for", () => {
    const required = { symbol: requiredSymbolParam({ help: "" }) };
    const params = read("", { acceptsUnknown: false }, required);
    expect(!params.ok && params.error.message).toStartWith("symbol is missing; it is a ticker");
  });
});
