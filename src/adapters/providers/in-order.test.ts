import { describe, expect, test } from "bun:test";
import { inOrder } from "./in-order.ts";

const forever = new AbortController().signal;

describe("work in order", () => {
  test("results come in the order of the items, with no more than so many under way", async () => {
    let running = 0;
    let runningMax = 0;
    const results: number[] = [];
    const work = async (item: number) => {
      running += 1;
      runningMax = Math.max(runningMax, running);
      await Bun.sleep(item % 3);
      running -= 1;
      return item;
    };
    const items = [5, 4, 3, 2, 1, 0];
    for await (const result of inOrder(items, 3, forever, work)) results.push(result);
    expect(results).toEqual(items);
    expect(runningMax).toBe(3);
  });

  test("the first failure ends it, and what is under way is called off", async () => {
    const ended: number[] = [];
    const work = async (item: number, signal: AbortSignal) => {
      if (item === 0) throw new Error("no");
      await new Promise<void>((done) => signal.addEventListener("abort", () => done()));
      ended.push(item);
      return item;
    };
    const read = async () => {
      for await (const _ of inOrder([0, 1, 2, 3], 2, forever, work));
    };
    await expect(read()).rejects.toThrow("no");
    expect(ended).toEqual([1]);
  });

  test("a reader who leaves calls off what is under way", async () => {
    let wasCalledOff = false;
    const work = async (item: number, signal: AbortSignal) => {
      if (item === 0) return item;
      await new Promise<void>((done) => signal.addEventListener("abort", () => done()));
      wasCalledOff = true;
      return item;
    };
    for await (const result of inOrder([0, 1], 2, forever, work)) {
      expect(result).toBe(0);
      break;
    }
    expect(wasCalledOff).toBe(true);
  });
});
