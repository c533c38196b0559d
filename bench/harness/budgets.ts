import type { Bound, Figure, Table } from "../define.ts";
import { numberText } from "./print.ts";

export interface Judgement extends Figure {
  readonly target: Bound | null;
  readonly verdict: "ok" | "over" | "not measured" | "no target";
}

/** The figures against their targets: those of budgets.json, else the ones a case states. */
export function judge(
  figures: readonly Figure[],
  budgets: Readonly<Record<string, Bound>>,
): readonly Judgement[] {
  return figures.map((figure) => {
    const target = budgets[figure.id] ?? figure.bound ?? null;
    return { ...figure, target, verdict: verdictOf(figure.value, target) };
  });
}

export function judgementTable(judgements: readonly Judgement[]): Table {
  return {
    title: "Targets",
    heads: ["figure", "target", "reached", "unit", "verdict"],
    rows: judgements
      .filter(({ target }) => target !== null)
      .map(({ id, target, value, unit, verdict }) => [
        id,
        target === null ? "" : targetText(target),
        numberText(value),
        unit,
        verdict,
      ]),
  };
}

function verdictOf(value: number, target: Bound | null): Judgement["verdict"] {
  if (target === null) return "no target";
  if (!Number.isFinite(value)) return "not measured";
  const isKept = "min" in target ? value >= target.min : value <= target.max;
  return isKept ? "ok" : "over";
}

function targetText(target: Bound): string {
  return "min" in target ? `>= ${numberText(target.min)}` : `<= ${numberText(target.max)}`;
}
