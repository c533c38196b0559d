import { readFileSync } from "node:fs";
import { text as readAll } from "node:stream/consumers";
import { Failure } from "../../../base/failure.ts";
import { didYouMean } from "../../../config/suggest.ts";
import type { Store } from "../../../ports/store.ts";
import {
  defaultListName,
  editList,
  findList,
  shownLists,
} from "../../../services/watchlists/edit-watchlist.ts";
import { canonicalSymbol, symbolWords } from "../../../services/watchlists/watchlist-symbols.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { counted } from "../format.ts";
import { writeJson } from "../json.ts";
import { writeLines } from "../output.ts";
import { writeFileOrFail } from "../output-file.ts";
import { withServedStore } from "../store-access.ts";
import { wrapText } from "../text.ts";

const actions = ["list", "add", "remove", "import", "export"] as const;
type Action = (typeof actions)[number];

export const watchlistCommand = defineCommand({
  name: "watchlist",
  group: "data",
  summary: "Choose the symbols that are watched",
  details: [
    "Watched symbols have quotes every few seconds, option chains, ratings and news; with the " +
      "universe watchlist (see l2t help up) their bars are kept as well. Until there is a list, " +
      "175 symbols are watched: the built-in list starter, which becomes yours when you edit it.",
    "Symbols are read as people write them: brk-b and NYSE:BRK.B are BRK.B. import takes a file " +
      "or - for standard input: a symbol a line, or separated by commas, as charting sites " +
      "export them. Services that run take a change up at once.",
  ],
  arguments: {
    action: {
      placeholder: "ACTION",
      help: "list, add, remove, import or export",
      choices: actions,
    },
    what: {
      placeholder: "SYMBOL",
      help: "add, remove: symbols; import, export: a file, - for standard input and output",
      isOptional: true,
      takesRest: true,
    },
  },
  options: {
    list: {
      kind: "text",
      flag: "list",
      placeholder: "NAME",
      help: `which list; the only one, or "${defaultListName}", without it`,
    },
    all: { kind: "switch", flag: "all", help: "remove: the whole list" },
    isReplacing: { kind: "switch", flag: "replace", help: "import: in place of what was on it" },
  },
  formats: ["json"],
  examples: [
    { line: "watchlist add NVDA AMD brk-b", help: "beside what is watched" },
    { line: "watchlist add SMH XLK --list funds", help: "to a list of its own" },
    { line: "watchlist import tradingview.txt --replace", help: "the file and nothing else" },
    { line: "watchlist list", help: "all lists" },
  ],
  failures: [
    ...(["usage.invalid", "not.found", "input.missing", "output.unavailable"] as const),
    ...(["store.busy", "store.unavailable", "store.invalid"] as const),
  ],
  async run(context, { args, options }) {
    const { what } = args;
    await withServedStore(context, async (store) => {
      await runs[args.action as Action](context, store, { ...options, what });
    });
    return 0;
  },
});

interface Wish {
  readonly what: string | undefined;
  readonly list: string | undefined;
  readonly all: boolean;
  readonly isReplacing: boolean;
}

const runs: Readonly<
  Record<Action, (context: CliContext, store: Store, wish: Wish) => Promise<void>>
> = {
  async list(context, store, { what, list }) {
    const name = list ?? what;
    const lists = name === undefined ? shownLists(store) : [findList(store, name)];
    await show(context, lists);
  },

  async add(context, store, wish) {
    const symbols = readSymbols(store, needed(wish, "add NVDA AMD"));
    await edit(context, store, wish, (before) => [...before, ...symbols]);
  },

  async remove(context, store, wish) {
    if (wish.all) return await edit(context, store, wish, () => []);
    const gone = new Set(readSymbols(store, needed(wish, "remove NVDA, or --all")));
    const held = findList(store, nameOf(store, wish)).symbols;
    const missing = [...gone].filter((symbol) => !held.includes(symbol));
    if (missing.length > 0) {
      const text = `${missing.join(", ")} is not on the list "${nameOf(store, wish)}"`;
      throw new Failure("not.found", `${text}${didYouMean(missing[0] as string, held)}`);
    }
    await edit(context, store, wish, (before) => before.filter((symbol) => !gone.has(symbol)));
  },

  async import(context, store, wish) {
    const path = needed(wish, "import FILE");
    const content = path === "-" ? await readAll(process.stdin) : readText(path);
    const symbols = readSymbols(store, content);
    await edit(context, store, wish, (before) =>
      wish.isReplacing ? symbols : [...before, ...symbols],
    );
  },

  async export({ out }, store, wish) {
    const content = `${findList(store, nameOf(store, wish)).symbols.join("\n")}\n`;
    if (wish.what === undefined || wish.what === "-") await out.write(content);
    else await writeFileOrFail(wish.what, content);
  },
};

/** The list that is meant: the named one, the only one there is, or "default". */
function nameOf(store: Store, { list }: Wish): string {
  const [first, ...others] = shownLists(store);
  const only = others.length === 0 ? first?.name : undefined;
  return list ?? only ?? defaultListName;
}

function needed({ what }: Wish, way: string): string {
  if (what !== undefined) return what;
  throw new Failure("usage.invalid", `which? for example: l2t watchlist ${way}`);
}

async function edit(
  context: CliContext,
  store: Store,
  wish: Wish,
  change: (symbols: readonly string[]) => readonly string[],
): Promise<void> {
  const name = nameOf(store, wish);
  const held = shownLists(store).find((one) => one.name === name)?.symbols ?? [];
  const before = new Set(held);
  const list = editList(store, { name, nowMs: context.clock.nowMs(), change });
  const added = list.symbols.filter((symbol) => !before.has(symbol)).length;
  const { out, settings } = context;
  if (settings.json) return await writeJson(out, { ...documentOf(list), added });
  const count = counted(list.symbols.length, "symbol");
  const end = list.symbols.length === 0 ? "the list is gone" : `${count}, ${added} new`;
  const isUnchecked = added > 0 && store.research.listingsInfo() === null;
  await writeLines(out, [`${name}: ${end}`, ...(isUnchecked ? [uncheckedNote] : [])]);
}

const uncheckedNote =
  "Not checked against what US markets list: their directory comes with the first live data.";

/** Throws Failure usage.invalid for a word that is no symbol, or that no market lists. */
function readSymbols(store: Store, content: string): readonly string[] {
  const listed = new Set(store.research.listings().map(({ symbol }) => symbol));
  const words = symbolWords(content);
  if (words.length === 0) throw new Failure("usage.invalid", "there is no symbol in it");
  return words.map((word) => {
    const symbol = canonicalSymbol(word, listed);
    if (!symbol.ok) throw new Failure("usage.invalid", symbol.error);
    if (listed.size === 0 || listed.has(symbol.value) || !/^[A-Z]/.test(symbol.value)) {
      return symbol.value;
    }
    const hint = didYouMean(symbol.value, [...listed]) || "; check its spelling";
    throw new Failure("usage.invalid", `no US market lists "${symbol.value}"${hint}`);
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const text = `the list of symbols "${path}" cannot be read; check its name`;
    throw new Failure("input.missing", text, { cause });
  }
}

type List = ReturnType<typeof findList>;

async function show({ out, settings }: CliContext, lists: readonly List[]): Promise<void> {
  if (settings.json) return await writeJson(out, { lists: lists.map(documentOf) });
  const { paint } = out;
  const lines = lists.flatMap(({ name, symbols }) => [
    `${paint.bold(name)}  ${paint.dim(counted(symbols.length, "symbol"))}`,
    ...wrapText(symbols.join(" "), Math.max(out.columns - 2, 20)).map((line) => `  ${line}`),
  ]);
  await writeLines(out, lines);
}

function documentOf({ name, symbols, updatedTsMs }: List) {
  const updated = updatedTsMs === 0 ? null : new Date(updatedTsMs).toISOString();
  return { name, symbols, updated_at: updated };
}
