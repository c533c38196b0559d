import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listingOf, vendor } from "../../../../testing/contracts/store-market-rows.ts";
import { runL2t } from "../../../../testing/run-l2t.ts";
import { openSqliteStore } from "../../../adapters/stores/sqlite/store.ts";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-watchlist-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const run = (...words: string[]) => runL2t(["watchlist", ...words], { cwd });
const lists = () => JSON.parse(run("list", "--json").stdout).lists as List[];
interface List {
  readonly name: string;
  readonly symbols: readonly string[];
  readonly updated_at: string | null;
}

describe("watchlists on the command line", () => {
  test("begin with the built-in one", () => {
    const [starter] = lists();
    expect(starter).toMatchObject({ name: "starter", updated_at: null });
    expect(starter?.symbols).toHaveLength(175);
  });

  test("the built-in one becomes the user's when it is added to", () => {
    expect(run("add", "team", "aapl").stdout).toContain("starter: 176 symbols, 1 new");
    expect(run("remove", "--all").stdout).toContain("the list is gone");
  });

  test("named ones are made, edited and removed", () => {
    expect(run("add", "smh", "BRK/B", "NASDAQ:AAPL", "--list", "mine").stdout).toContain(
      "mine: 3 symbols, 3 new",
    );
    expect(lists()).toMatchObject([{ name: "mine", symbols: ["SMH", "BRK.B", "AAPL"] }]);
    expect(run("remove", "brk-b").stdout).toContain("mine: 2 symbols, 0 new");
    const missing = run("remove", "SMG");
    expect(missing.status).toBe(69);
    expect(missing.stderr).toContain('SMG is not on the list "mine"; did you mean "SMH"?');
    expect(run("remove", "--all").stdout).toContain("the list is gone");
    expect(lists()[0]?.name).toBe("starter");
  });

  test("go out to a file and come back from it", () => {
    writeFileSync(join(cwd, "in.txt"), "NASDAQ:AAPL,NYSE:GE\nMSFT # software\n");
    expect(run("import", "in.txt", "--list", "two").status).toBe(0);
    expect(run("export", "out.txt").status).toBe(0);
    expect(readFileSync(join(cwd, "out.txt"), "utf8")).toBe("AAPL\nGE\nMSFT\n");
    expect(run("export").stdout).toBe("AAPL\nGE\nMSFT\n");
    writeFileSync(join(cwd, "in.txt"), "T\n");
    expect(run("import", "in.txt", "--replace", "--list", "two").status).toBe(0);
    expect(run("export").stdout).toBe("T\n");
  });

  test("a word that is no symbol changes nothing", () => {
    const before = run("export").stdout;
    const refused = run("add", "MSFT", "B?D");
    expect(refused.status).toBe(64);
    expect(refused.stderr).toContain('"B?D"');
    expect(run("export").stdout).toBe(before);
    expect(run("add").stderr).toContain("l2t watchlist add NVDA AMD");
    expect(run("import", "no-such-file").status).toBe(66);
  });

  test("without the market's directory symbols are taken as they are, with a note", () => {
    expect(run("add", "ZZZZQ", "--list", "three").stdout).toContain("Not checked against");
    expect(run("remove", "ZZZZQ", "--list", "three").stdout).not.toContain("Not checked");
  });

  test("with the market's directory unknown ones are refused with a near miss", () => {
    const path = join(cwd, "data/market_cache.db");
    const store = openSqliteStore({ path, tables: [] });
    store.research.putListings([listingOf("NVDA"), listingOf("BRK.B")], vendor);
    store.close();
    const refused = run("add", "NVDAA", "--list", "four");
    expect(refused.status).toBe(64);
    expect(refused.stderr).toContain('no US market lists "NVDAA"; did you mean "NVDA"?');
    expect(run("add", "nvda", "brk-b", "--list", "four").stdout.trim()).toBe(
      "four: 2 symbols, 2 new",
    );
    expect(run("remove", "--all", "--list", "four").status).toBe(0);
  });
});
