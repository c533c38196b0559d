/** Upper bounds of the histogram, seconds. */
export const latencyBounds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10] as const;
/** Pairs of route and status; what comes after that many is counted as one route "other". */
const seriesMax = 500;

export interface Latency {
  readonly counts: number[];
  sumSeconds: number;
  count: number;
}

/** Counts of requests since the start: by route, method and status, and how long they took. */
export class RequestCounts {
  readonly byAnswer = new Map<string, { readonly labels: Labels; count: number }>();
  readonly latencies = new Map<string, Latency>();
  total = 0;

  add(request: Labels & { readonly elapsedMs: number }): void {
    const { elapsedMs, status } = request;
    const method = knownMethods.has(request.method) ? request.method : "other";
    const isFull = this.byAnswer.size >= seriesMax;
    const known = `${request.route} ${method} ${status}`;
    const route = isFull && !this.byAnswer.has(known) ? "other" : request.route;
    this.total++;
    const key = `${route} ${method} ${status}`;
    const entry = this.byAnswer.get(key);
    if (entry !== undefined) entry.count++;
    else this.byAnswer.set(key, { labels: { route, method, status }, count: 1 });
    this.#time(route, elapsedMs / 1_000);
  }

  #time(route: string, seconds: number): void {
    let latency = this.latencies.get(route);
    if (latency === undefined) {
      latency = { counts: latencyBounds.map(() => 0), sumSeconds: 0, count: 0 };
      this.latencies.set(route, latency);
    }
    latency.count++;
    latency.sumSeconds += seconds;
    const at = latencyBounds.findIndex((bound) => seconds <= bound);
    // Beyond the last bound only the count tells.
    if (at >= 0) latency.counts[at] = (latency.counts[at] ?? 0) + 1;
  }
}

interface Labels {
  readonly route: string;
  readonly method: string;
  readonly status: number;
}

const knownMethods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
