import { parseSymbol, symbolLengthMax } from "../../../domain/instrument.ts";
import { type Interval, intervals } from "../../../domain/interval.ts";
import type { ScannerDefinition } from "../../../scanners/define.ts";
import { scanners } from "../../../scanners/registry.ts";
import { defaultFilter, filterNames } from "../../../services/scan/select-rows.ts";
import { quoted } from "../params.ts";

/** What the address asks the page to show. Every view has an address that can be sent on. */
export interface View {
  readonly scanner: ScannerDefinition;
  readonly interval: Interval;
  readonly filter: string;
  /** Part of a symbol, in capitals; "" shows all. */
  readonly query: string;
  /** null: the scanner's own order. */
  readonly sort: Sort | null;
  readonly showsAllRows: boolean;
  /** Symbol whose details were asked for; null shows those of the first row where there is room. */
  readonly symbol: string | null;
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

export interface ParsedView {
  readonly view: View;
  /** The script has the rows already and asks for what is around them. */
  readonly isWithoutRows: boolean;
  /** What the address asked for in vain. */
  readonly notices: readonly string[];
}

const defaultInterval: Interval = "1d";

/** Reads the query string. A page is shown for every address; what makes no sense is told on it. */
export function parseView(search: URLSearchParams): ParsedView {
  const notices: string[] = [];
  const choose = <T>(name: string, wanted: Choice<T>): T => {
    const text = search.get(name);
    if (text === null || text === "") return wanted.fallback;
    const found = wanted.find(text);
    if (found !== undefined) return found;
    notices.push(`${quoted(text)} is not ${wanted.kind}; use one of ${wanted.offered.join(", ")}.`);
    return wanted.fallback;
  };
  const scanner = choose("scanner", scannerChoice);
  const interval = choose("interval", intervalChoice);
  const filters = filterNames(scanner);
  const filter = choose("filter", {
    kind: `a filter of ${scanner.title}`,
    offered: filters,
    fallback: defaultFilter,
    find: (text) => filters.find((name) => name === text),
  });
  return {
    view: {
      scanner,
      interval,
      filter,
      query: (search.get("q") ?? "").trim().toUpperCase().slice(0, symbolLengthMax),
      sort: parseSort(search.get("sort")),
      showsAllRows: search.get("rows") === "all",
      symbol: readSymbol(search.get("symbol"), notices),
    },
    isWithoutRows: search.get("part") === "frame",
    notices,
  };
}

/** The address of a view that differs from another one in some points. */
export function viewUrl(view: View, changes: Partial<View> = {}): string {
  const { scanner, interval, filter, query, sort, showsAllRows, symbol } = { ...view, ...changes };
  const search = new URLSearchParams();
  const set = (name: string, value: string, fallback = "") => {
    if (value !== fallback) search.set(name, value);
  };
  set("scanner", scanner.scanner, scanners[0]?.scanner);
  set("interval", interval, defaultInterval);
  set("filter", filter, defaultFilter);
  set("q", query);
  set("sort", sortText(sort));
  set("rows", showsAllRows ? "all" : "");
  set("symbol", symbol ?? "");
  const text = search.toString();
  return text === "" ? "/" : `/?${text}`;
}

/** Where all rows of a view are as JSON. */
export function jsonUrl({ scanner, interval, filter }: View): string {
  const search = new URLSearchParams({ filter, interval, limit: "0" });
  return `/api/${scanner.table}?${search}`;
}

/** "-momentum" is momentum, largest first. */
export function sortText(sort: Sort | null): string {
  return sort === null ? "" : `${sort.isDescending ? "-" : ""}${sort.column}`;
}

interface Choice<T> {
  readonly kind: string;
  readonly offered: readonly string[];
  readonly fallback: T;
  find(text: string): T | undefined;
}

const scannerChoice: Choice<ScannerDefinition> = {
  kind: "a scanner",
  offered: scanners.map(({ scanner }) => scanner),
  fallback: scanners[0] as ScannerDefinition,
  find: (text) => scanners.find(({ scanner }) => scanner === text),
};

const intervalChoice: Choice<Interval> = {
  kind: "an interval",
  offered: intervals,
  fallback: defaultInterval,
  find: (text) => intervals.find((interval) => interval === text),
};

/** Unknown columns are found out where the rows are sorted. */
function parseSort(text: string | null): Sort | null {
  const match = /^(-?)([a-z][a-z0-9_]{0,40})$/.exec(text ?? "");
  return match?.[2] === undefined ? null : { column: match[2], isDescending: match[1] === "-" };
}

function readSymbol(text: string | null, notices: string[]): string | null {
  if (text === null || text === "") return null;
  const symbol = parseSymbol(text);
  if (symbol.ok) return symbol.value;
  notices.push(`${symbol.error}.`);
  return null;
}
