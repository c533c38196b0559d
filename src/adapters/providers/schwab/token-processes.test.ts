import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Child, startChild } from "../../../../testing/child.ts";
import { randomSource } from "../../../../testing/prices.ts";
import { delayed, jsonAnswer } from "../../../../testing/replay/answer.ts";
import { startReplayServer } from "../../../../testing/replay/replay-server.ts";
import { grantBody } from "../../../../testing/schwab/schwab-bodies.ts";
import { tokenAt, tokenFileIn } from "../../../../testing/schwab/schwab-vendor.ts";
import { systemClock } from "../../host/system-clock.ts";

const childPath = resolve(import.meta.dir, "../../../../testing/schwab/schwab-token-child.ts");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-schwab-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...words: readonly string[]): Child {
  return startChild([process.execPath, childPath, ...words]);
}

test("of four processes that need a new token, one asks for it and all get it", async () => {
  const nowTsMs = systemClock.nowMs();
  const file = tokenFileIn(folder, systemClock);
  await file.locked(async () => file.write(tokenAt(nowTsMs, { accessEndsTsMs: nowTsMs - 1 })));
  await using server = await startReplayServer({
    routes: {
      "POST /v1/oauth/token": [delayed(jsonAnswer(grantBody(2)), 200), jsonAnswer(grantBody(3))],
    },
  });
  const children = Array.from({ length: 4 }, () => start("renew", folder, server.url));
  const readers = children.map((child) => child.lines[Symbol.asyncIterator]());
  for (const reader of readers) expect((await reader.next()).value).toBe("waits");
  writeFileSync(join(folder, "go"), "");
  const tokens = await Promise.all(readers.map(async (reader) => (await reader.next()).value));
  expect(tokens).toEqual(["access-2", "access-2", "access-2", "access-2"]);
  expect(server.requests.length).toBe(1);
  const ends = await Promise.all(children.map(({ ended }) => ended));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(readdirSync(folder).sort()).toEqual(["go", "schwab-token.json"]);
});

test("a writer that is killed at any moment leaves a whole token and a free lock", async () => {
  const random = randomSource(20_250_528);
  const file = tokenFileIn(folder, systemClock);
  let stored = 0;
  let torn = 0;
  for (let round = 0; round < 12; round++) {
    const child = start("write", folder);
    const seen = (async () => {
      for await (const line of child.lines) stored = Number(line);
    })();
    const before = stored;
    while (stored < before + 2) await Bun.sleep(1);
    await Bun.sleep(random() * 8);
    child.kill("SIGKILL");
    expect((await child.ended).signal).toBe("SIGKILL");
    await seen;
    const found = Number(file.read()?.accessToken.split(" ")[0]);
    // The newest may be on the disk before it was told of.
    expect(found === stored || found === stored + 1, `${found} after ${stored}`).toBe(true);
    stored = found;
    torn += readdirSync(folder).includes("schwab-token.json.new") ? 1 : 0;
  }
  expect(torn, "some kills fell into a write").toBeGreaterThan(0);
});
