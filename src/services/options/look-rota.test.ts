import { expect, test } from "bun:test";
import { LookRota } from "./look-rota.ts";

const names = ["A", "B", "C", "D"];

test("everybody's turn comes once in a period, evenly spread", () => {
  const rota = new LookRota(400);
  rota.watch(names, 1_000);
  const turns: string[] = [];
  for (let tsMs = 1_000; tsMs < 1_800; tsMs += 100) {
    for (const name of rota.due(tsMs, 9)) {
      turns.push(`${tsMs} ${name}`);
      rota.done(name, tsMs);
    }
  }
  expect(turns).toEqual(
    ["1000 A", "1100 B", "1200 C", "1300 D"].concat(["1400 A", "1500 B", "1600 C", "1700 D"]),
  );
  expect(rota.nextTsMs()).toBe(1_800);
});

test("one who comes late keeps the others' beat, and starts a period anew for itself", () => {
  const rota = new LookRota(400);
  rota.watch(names, 0);
  expect(rota.due(1_000, 2)).toEqual(["A", "B"]);
  rota.done("A", 1_000);
  rota.done("B", 1_000);
  expect(rota.due(1_000, 9)).toEqual(["C", "D"]);
  expect(rota.due(1_399, 9)).toEqual(["C", "D"]);
  expect(rota.due(1_400, 9)).toEqual(["C", "D", "A", "B"]);
});

test("who is no longer watched is forgotten, who is new comes in at once", () => {
  const rota = new LookRota(400);
  rota.watch(names, 0);
  rota.watch(["B", "E"], 50);
  expect(rota.due(10_000, 9)).toEqual(["E", "B"]);
  rota.clear();
  expect(rota.nextTsMs()).toBeNull();
  rota.done("B", 0);
  expect(rota.due(10_000, 9)).toEqual([]);
});
