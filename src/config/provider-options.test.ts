import { describe, expect, test } from "bun:test";
import { chooseProviders } from "./provider-options.ts";

const alpaca = { L2T_ALPACA_KEY_ID: "id", L2T_ALPACA_SECRET_KEY: "secret" };

describe("vendors of live data", () => {
  test("without a key and without a name there is none", () => {
    expect(chooseProviders([], {})).toEqual({ ok: true, value: null });
    expect(chooseProviders([], { L2T_ALPACA_KEY_ID: "id" })).toEqual({ ok: true, value: null });
  });

  test("keys choose their vendors, with the keyless one behind them", () => {
    const environment = { ...alpaca, L2T_TRADIER_TOKEN: "token" };
    expect(chooseProviders([], environment)).toEqual({
      ok: true,
      value: ["alpaca", "tradier", "yahoo"],
    });
  });

  test("a vendor whose plan is a day late stands behind the keyless one", () => {
    const key = { L2T_MASSIVE_KEY: "key" };
    expect(chooseProviders([], key)).toEqual({ ok: true, value: ["yahoo", "massive"] });
    const paid = { ...key, L2T_MASSIVE_PLAN: "realtime" };
    expect(chooseProviders([], paid)).toEqual({ ok: true, value: ["massive", "yahoo"] });
  });

  test("names choose those and no others, in their order, each once", () => {
    expect(chooseProviders(["yahoo, alpaca", "yahoo"], alpaca)).toEqual({
      ok: true,
      value: ["yahoo", "alpaca"],
    });
  });

  test("a name without its key says which variables are missing", () => {
    expect(chooseProviders(["alpaca"], { L2T_ALPACA_KEY_ID: "id" })).toEqual({
      ok: false,
      error: 'the provider "alpaca" needs L2T_ALPACA_SECRET_KEY in the environment',
    });
  });

  test("an unknown name is refused with a near one", () => {
    const read = chooseProviders(["yaho"], {});
    expect(!read.ok && read.error).toContain('"yaho" is not a provider');
    expect(!read.ok && read.error).toContain("yahoo");
  });
});
