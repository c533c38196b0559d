export interface BucketPlan {
  /** Tokens of a full bucket: what may come at once. */
  readonly burst: number;
  readonly perSecond: number;
  /** Buckets that are kept; the least recently used one goes first. */
  readonly entriesMax: number;
}

export interface Take {
  readonly isAllowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Until there is a token again, whole seconds, 0 when there is one. */
  readonly retrySeconds: number;
  /** Until the bucket is full, whole seconds. */
  readonly resetSeconds: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/** One token bucket for each name. Bounded: a name that was forgotten begins with a full one. */
export class TokenBuckets {
  readonly plan: BucketPlan;
  /** Least recently used first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(plan: BucketPlan) {
    this.plan = plan;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token where there is one. */
  take(name: string, nowMs: number): Take {
    const bucket = this.#refilled(name, nowMs);
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens -= 1;
    return this.#state(bucket, isAllowed);
  }

  /** What `take` would say, without taking. */
  peek(name: string, nowMs: number): Take {
    const bucket = this.#refilled(name, nowMs);
    return this.#state(bucket, bucket.tokens >= 1);
  }

  #refilled(name: string, nowMs: number): Bucket {
    const { burst, perSecond, entriesMax } = this.plan;
    const bucket = this.#buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    const elapsedMs = Math.max(0, nowMs - bucket.atMs);
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsedMs * perSecond) / 1_000);
    bucket.atMs = nowMs;
    if (this.#buckets.size > entriesMax) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    return bucket;
  }

  #state({ tokens }: Bucket, isAllowed: boolean): Take {
    const { burst, perSecond } = this.plan;
    return {
      isAllowed,
      remaining: Math.floor(tokens),
      retrySeconds: isAllowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond)),
      resetSeconds: Math.ceil((burst - tokens) / perSecond),
    };
  }
}
