import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { yahooExchange } from "../../../../testing/replay/recorded.ts";
import { describeShared } from "../../../../testing/shared.ts";
import type { Failure } from "../../../base/failure.ts";
import { readNews, readRatings } from "./research-wire.ts";

const old = {
  epochGradeDate: 1_700_000_000,
  firm: "Wells Fargo",
  toGrade: "Overweight",
  fromGrade: "",
  action: "main",
};
const recent = {
  ...old,
  epochGradeDate: 1_780_000_000,
  fromGrade: "Equal-Weight",
  action: "up",
  priceTargetAction: "Raises",
  currentPriceTarget: 260,
  priorPriceTarget: 0,
};

const summary = (history: readonly unknown[]) => ({
  quoteSummary: { result: [{ upgradeDowngradeHistory: { history, maxAge: 1 } }], error: null },
});

describe("ratings", () => {
  test("the shape of before 2025 has no targets", () => {
    expect(readRatings(summary([old]), "ACME")).toEqual([
      {
        ...{ symbol: "ACME", tsMs: 1_700_000_000_000, firm: "Wells Fargo", action: "maintain" },
        ...{ fromGrade: null, toGrade: "Overweight", target: null, priorTarget: null },
      },
    ]);
  });

  test("the shape since then has, and a target of 0 is none; newest come first", () => {
    const [first, second] = readRatings(summary([old, recent]), "ACME");
    expect(first).toMatchObject({ action: "upgrade", target: 260, priorTarget: null });
    expect(first?.fromGrade).toBe("Equal-Weight");
    expect(second?.action).toBe("maintain");
  });

  test.each([
    ["up", "upgrade"],
    ["down", "downgrade"],
    ["init", "initiate"],
    ["reit", "reiterate"],
    ["main", "maintain"],
  ])("%p is %p", (action, word) => {
    expect(readRatings(summary([{ ...old, action }]), "X")[0]?.action as string).toBe(word);
  });

  test("rows of nobody, of no known action or without a date are left out", () => {
    const rows = [
      { ...old, firm: "" },
      { ...old, action: "dance" },
      { ...old, epochGradeDate: "x" },
    ];
    expect(readRatings(summary([...rows, null]), "X")).toEqual([]);
    expect(readRatings({ quoteSummary: { result: null } }, "X")).toEqual([]);
    expect(readRatings({ quoteSummary: { result: [{}] } }, "X")).toEqual([]);
  });
});

const story = {
  uuid: "6ab36b5b",
  title: "Acme &amp; Sons <b>rises</b> 5&#37; &#x2014; what&#39;s next?",
  publisher: "Wire",
  link: "https://finance.yahoo.com/news/acme.html",
  providerPublishTime: 1_780_000_000,
  type: "STORY",
  relatedTickers: ["BRK-B", "BTC-USD", "ACME", "ACME"],
};

describe("news", () => {
  test("a story is plain text, with the symbols that it is tagged with", () => {
    expect(readNews({ news: [story] })).toEqual([
      {
        id: "6ab36b5b",
        tsMs: 1_780_000_000_000,
        headline: "Acme & Sons rises 5% \u2014 what's next?",
        summary: null,
        url: "https://finance.yahoo.com/news/acme.html",
        publisher: "Wire",
        symbols: ["BRK.B", "ACME"],
      },
    ]);
  });

  test("a story without a symbol, an address or a headline is left out", () => {
    const untagged = { ...story, relatedTickers: undefined };
    const script = { ...story, link: "javascript:alert(1)" };
    const rows = [untagged, script, { ...story, title: " <p></p> " }, { ...story, uuid: "" }, 5];
    expect(readNews({ news: rows })).toEqual([]);
    expect(readNews({ news: null })).toEqual([]);
    expect(readNews({})).toEqual([]);
  });

  test("any JSON is read, or refused as a bad payload", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const read of [() => readNews(value), () => readRatings(value, "X")]) {
          try {
            read();
          } catch (error) {
            expect((error as Failure).code).toBe("provider.bad-payload");
          }
        }
      }),
    );
  });
});

describeShared("recorded research", () => {
  const json = (name: string) =>
    JSON.parse(new TextDecoder().decode(yahooExchange(name).answer.body));

  test.each(["AAPL", "ABBV", "AMZN", "BABA", "GOOG", "SPOT"])("ratings of %s", (symbol) => {
    const body = json(`quoteSummary-upgradeDowngradeHistory-${symbol}.json`);
    const { history } = body.quoteSummary.result[0].upgradeDowngradeHistory;
    const ratings = readRatings(body, symbol);
    const named = history.filter(({ firm }: { readonly firm: string }) => firm !== "");
    expect(ratings.length).toBe(named.length);
    expect(ratings.length).toBeGreaterThan(50);
    expect(ratings[0]?.tsMs).toBe(history[0].epochGradeDate * 1_000);
  });

  test("news of a search for GOOG", () => {
    const items = readNews(json("search-GOOG.json"));
    expect(items.map(({ symbols }) => symbols)).toContainEqual(["MSFT", "GOOG"]);
  });

  test("rows of a search that make no sense are left out", () => {
    expect(readNews(json("search-badResult.fake.json"))).toEqual([]);
  });
});
