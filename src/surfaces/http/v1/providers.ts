import { sourceText } from "../../../domain/result-table.ts";
import type { BudgetRow, RequestLine, UsageRow } from "../../../ports/provider-ledger.ts";
import type { Store } from "../../../ports/store.ts";
import { instant, list, object, whole } from "../openapi/schema.ts";
import { wholeParam } from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { hasher } from "../runtime.ts";
import { envelope, isoOrNull, isoText, newestOf, v1Answer } from "./envelope.ts";
import { providerOf, providerSchema, troubleOf, troubleSchema } from "./provider-fields.ts";
import { usageStarts } from "./provider-usage.ts";
import { type BarTally, tallyBars } from "./stored-bars.ts";

const response = envelope(
  object({
    providers: list(providerSchema, "by id"),
    troubles: list(troubleSchema, "newest requests that failed or were not sent, newest first"),
  }),
  {
    count: whole("providers", 1),
    trouble_count: whole("troubles in this answer", 2),
    measured_at: instant("the moment that ages of bars are measured to"),
  },
);

export const providersV1 = defineRoute({
  group: "System",
  path: "/api/v1/providers",
  summary: "Providers: state, what they serve, what was used, left and skipped, their stored bars.",
  params: {
    troubles: wholeParam({ default: 20, min: 0, max: 1_000, help: "troubles at most" }),
  },
  response,
  answer: ({ params }, context) => {
    const { store, status, clockTsMs, v1 } = context;
    let found: readonly BarTally[] | null = null;
    const tallies = () => {
      found ??= tallyBars(store.bars);
      return found;
    };
    const version = v1.hot.of({
      name: "providers",
      newestEventId: store.events.newestId(),
      version: () => versionOf(tallies().map((one) => ({ ...one, intervals: [...one.intervals] }))),
    });
    const ledger = readLedger(store, { clockTsMs, troublesMax: params.troubles });
    return v1Answer(response, () => providersBody({ ...ledger, tallies: tallies() }, context), {
      version: `providers-${version}-${versionOf(ledger)}-${status.isSimulated}`,
    });
  },
});

interface Ledger {
  readonly budgets: readonly BudgetRow[];
  readonly usage: readonly UsageRow[];
  readonly troubles: readonly RequestLine[];
  /** Counts begin anew with each hour. */
  readonly hourTsMs: number;
}

function readLedger(
  { providers }: Store,
  { clockTsMs, troublesMax }: { readonly clockTsMs: number; readonly troublesMax: number },
): Ledger {
  const { hour, day } = usageStarts(clockTsMs);
  return {
    budgets: providers.budgets(),
    usage: providers.usage(day),
    troubles: troublesMax === 0 ? [] : providers.troubles(troublesMax),
    hourTsMs: hour,
  };
}

function providersBody(
  { budgets, usage, troubles, tallies }: Ledger & { readonly tallies: readonly BarTally[] },
  context: RouteContext,
) {
  const known = [...budgets, ...usage, ...tallies.map(({ source }) => source)];
  const ids = [...new Set(known.map(({ provider }) => provider))].toSorted();
  const data = ids.map((id) =>
    providerOf(
      id,
      {
        budget: budgets.find(({ provider }) => provider === id) ?? null,
        usage: usage.filter(({ provider }) => provider === id),
        tallies: tallies.filter(({ source }) => source.provider === id),
      },
      context,
    ),
  );
  return {
    data: { providers: data, troubles: troubles.map(troubleOf) },
    meta: {
      simulated: context.status.isSimulated || tallies.some(({ source }) => source.isSimulated),
      source: tallies.map(({ source }) => sourceText(source)).join(", ") || null,
      as_of: isoOrNull(newestOf(tallies.map(({ closeTsMs }) => closeTsMs))),
      count: data.length,
      trouble_count: troubles.length,
      measured_at: isoText(context.nowTsMs),
    },
  };
}

function versionOf(facts: unknown): string {
  return hasher("sha1").update(JSON.stringify(facts)).digest("base64url");
}
