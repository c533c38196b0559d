/** Prometheus text format 0.0.4: prometheus.io/docs/instrumenting/exposition_formats */
export const prometheusType = "text/plain; version=0.0.4; charset=utf-8";

export type MetricLabels = Readonly<Record<string, string | number>>;

/** Collects samples of metrics, each metric once, in the order in which they are added. */
export class PrometheusText {
  readonly #lines: string[] = [];

  /** Every sample of one metric. Samples whose value is not known are left out. */
  add(
    metric: {
      readonly name: string;
      readonly type: "counter" | "gauge";
      readonly help: string;
    },
    samples: readonly (readonly [labels: MetricLabels, value: number | null | undefined])[],
  ): void {
    const known = samples.filter(([, value]) => value !== null && value !== undefined);
    if (known.length === 0) return;
    this.#head(metric);
    for (const [labels, value] of known) this.#sample(metric.name, labels, Number(value));
  }

  /** Counts are those of each bucket alone; the format wants them summed up. */
  addHistogram(
    metric: { readonly name: string; readonly help: string; readonly bounds: readonly number[] },
    series: readonly {
      readonly labels: MetricLabels;
      readonly counts: readonly number[];
      readonly count: number;
      readonly sum: number;
    }[],
  ): void {
    if (series.length === 0) return;
    const { name, bounds } = metric;
    this.#head({ ...metric, type: "histogram" });
    for (const { labels, counts, count, sum } of series) {
      let below = 0;
      for (const [index, bound] of bounds.entries()) {
        below += counts[index] ?? 0;
        this.#sample(`${name}_bucket`, { ...labels, le: bound }, below);
      }
      this.#sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count);
      this.#sample(`${name}_sum`, labels, sum);
      this.#sample(`${name}_count`, labels, count);
    }
  }

  toString(): string {
    return `${this.#lines.join("\n")}\n`;
  }

  #head(metric: { readonly name: string; readonly type: string; readonly help: string }): void {
    const help = metric.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    this.#lines.push(`# HELP ${metric.name} ${help}`, `# TYPE ${metric.name} ${metric.type}`);
  }

  #sample(name: string, labels: MetricLabels, value: number): void {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(String(text))}"`);
    this.#lines.push(`${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${number(value)}`);
  }
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function number(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}
