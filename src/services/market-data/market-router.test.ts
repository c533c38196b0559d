import { beforeEach, describe, expect, test } from "bun:test";
import { Failure, type FailureCode } from "../../base/failure.ts";
import type { Quote } from "../../domain/quote.ts";
import type { Asking, MarketDataProvider, ProviderStatus } from "../../ports/market-data.ts";
import { MarketRouter } from "./market-router.ts";

const asking: Asking = { lane: "click", signal: new AbortController().signal };
const well: ProviderStatus = { state: "ok", text: "", untilTsMs: null, loginEndsTsMs: null };
const ability = { feed: "sip", delayMs: 0, symbolsMax: 100 };

let nowMs = 0;
let told: string[] = [];
beforeEach(() => {
  nowMs = 1_000_000;
  told = [];
});

/** A vendor of quotes that answers with its own name, or fails with a code. */
class Vendor implements MarketDataProvider {
  readonly id: string;
  readonly title: string;
  code: FailureCode | null = null;
  state = well;
  asked = 0;

  constructor(id: string) {
    this.id = id;
    this.title = id.toUpperCase();
  }

  abilities = () => ({ quotes: ability, bars: { ...ability, intervals: ["1m", "1d"] as const } });
  status = () => this.state;

  quotes = async () => {
    this.asked += 1;
    if (this.code) throw new Failure(this.code, `${this.id} is unwell`);
    const provenance = { provider: this.id, feed: "sip", isSimulated: false, delayMs: 0 };
    return { value: [] as readonly Quote[], provenance: { ...provenance, asOfTsMs: nowMs } };
  };
}

const [first, second] = [new Vendor("first"), new Vendor("second")];
function routed(providers: readonly MarketDataProvider[] = [first, second]): MarketRouter {
  for (const vendor of [first, second])
    Object.assign(vendor, { code: null, state: well, asked: 0 });
  const onChange = ({ text }: { text: string }) => void told.push(text);
  return new MarketRouter({ providers, clock: { nowMs: () => nowMs }, onChange });
}
async function servedBy(router: MarketRouter): Promise<string> {
  return (await router.quotes(["AAPL"], asking)).provenance.provider;
}

describe("the router", () => {
  test("asks the first choice and says nothing about it", async () => {
    const router = routed();
    expect(await servedBy(router)).toBe("first");
    expect(told).toEqual([]);
    expect(router.serving()).toContainEqual({
      capability: "quotes",
      provider: "first",
      why: "first choice",
    });
  });

  test("goes to the next where one fails, says so, and comes back after a while", async () => {
    const router = routed();
    first.code = "provider.unavailable";
    expect(await servedBy(router)).toBe("second");
    expect(told).toEqual(["quotes: SECOND (FIRST: first is unwell)"]);
    expect(await servedBy(router)).toBe("second");
    expect(first.asked).toBe(1);
    first.code = null;
    nowMs += 61_000;
    expect(await servedBy(router)).toBe("first");
    expect(told.at(-1)).toBe("quotes: FIRST (first choice)");
  });

  test("passes over whoever waits for a login", async () => {
    const router = routed();
    first.state = { ...well, state: "auth-needed", text: "log in with l2t login" };
    expect(await servedBy(router)).toBe("second");
    expect(first.asked).toBe(0);
    expect(router.ability("quotes")?.provider).toBe("second");
    expect(router.serving()[0]?.why).toContain("log in with l2t login");
  });

  test("does not carry a bad question from vendor to vendor", async () => {
    const router = routed();
    first.code = "provider.refused";
    await expect(router.quotes(["?"], asking)).rejects.toMatchObject({ code: "provider.refused" });
    expect(second.asked).toBe(0);
  });

  test("asks all the same where everybody was passed over", async () => {
    const router = routed();
    first.code = "provider.unavailable";
    second.code = "provider.rate-limited";
    await expect(router.quotes([], asking)).rejects.toMatchObject({
      code: "provider.rate-limited",
    });
    await Bun.sleep(0);
    first.code = null;
    expect(await servedBy(router)).toBe("first");
  });

  test("tells who is set up where nobody offers what is asked for", async () => {
    const router = routed();
    await expect(router.ratings("AAPL", asking)).rejects.toThrow(
      'offers "ratings" (set up: FIRST, SECOND)',
    );
    expect(router.ability("ratings")).toBeNull();
  });
});

describe("bars", () => {
  const query = { ...asking, symbols: ["A"], fromTsMs: 0, untilTsMs: 1, session: "all" } as const;

  test("are asked of a vendor that has their length", async () => {
    const chunk = { symbol: "A" } as never;
    const daily = Object.assign(new Vendor("daily"), {
      abilities: () => ({ bars: { ...ability, intervals: ["1d"] as const } }),
      bars: async function* () {
        yield chunk;
      },
    });
    const router = routed([first, daily]);
    const chunks = [];
    for await (const one of router.bars({ ...query, interval: "1d", adjustment: "split" })) {
      chunks.push(one);
    }
    expect(chunks).toEqual([chunk]);
    const minutes = router.bars({ ...query, interval: "1m", adjustment: "split" });
    await expect(minutes[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "provider.missing",
    });
  });

  test("of two vendors are never mixed in one answer", async () => {
    const broken = Object.assign(new Vendor("broken"), {
      bars: async function* () {
        yield { symbol: "A" } as never;
        throw new Failure("provider.unavailable", "the line broke");
      },
    });
    const router = routed([broken, Object.assign(new Vendor("spare"), { bars: broken.bars })]);
    const read = async () => {
      for await (const _ of router.bars({ ...query, interval: "1m", adjustment: "split" }));
    };
    await expect(read()).rejects.toThrow("the line broke");
  });
});
