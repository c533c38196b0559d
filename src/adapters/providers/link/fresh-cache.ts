import type { VendorResponse } from "../vendor-http.ts";

export interface CacheSize {
  readonly bytesMax: number;
  readonly answersMax: number;
}

/** An answer larger than this part of the cache would push out too many others. */
const largestRatio = 1 / 4;

/** Answers that may serve again, the least used ones leave first. */
export class FreshCache {
  readonly #size: CacheSize;
  readonly #answers = new Map<string, VendorResponse>();
  #bytes = 0;

  constructor(size: CacheSize) {
    this.#size = size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): VendorResponse | null {
    const answer = this.#answers.get(key);
    if (answer === undefined) return null;
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer;
  }

  put(key: string, answer: VendorResponse): void {
    this.#drop(key);
    if (answer.bytes.length > this.#size.bytesMax * largestRatio) return;
    this.#answers.set(key, answer);
    this.#bytes += answer.bytes.length;
    for (const oldest of this.#answers.keys()) {
      const { bytesMax, answersMax } = this.#size;
      if (this.#bytes <= bytesMax && this.#answers.size <= answersMax) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#answers.get(key)?.bytes.length ?? 0;
    this.#answers.delete(key);
  }
}
