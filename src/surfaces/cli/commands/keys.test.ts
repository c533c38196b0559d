import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runL2t } from "../../../../testing/run-l2t.ts";

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-keys-"));
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test("a key is made, listed without its secret, and revoked", () => {
  const made = runL2t(["keys", "create", "--label", "phone", "--scope", "write"], { cwd });
  expect(made.status).toBe(0);
  const [text = ""] = made.stdout.split("\n");
  const [, id = "", secret = ""] = /^l2t_([a-z0-9]{8})_([0-9a-f]{64})$/.exec(text) ?? [];
  expect(secret).toHaveLength(64);
  const listed = runL2t(["keys", "list"], { cwd });
  expect(listed.stdout).toContain(id);
  expect(listed.stdout).toContain("phone");
  expect(listed.stdout).toContain("holds");
  expect(listed.stdout).not.toContain(secret);
  const database = readFileSync(join(cwd, "data/market_cache.db"), "latin1");
  expect(database).not.toContain(secret);
  expect(runL2t(["keys", "revoke", id], { cwd }).status).toBe(0);
  expect(runL2t(["keys", "list", "--json"], { cwd }).stdout).toContain('"revoked_at": "20');
  const again = runL2t(["keys", "revoke", id], { cwd });
  expect(again.status).toBe(69);
  expect(again.stderr).toContain("l2t keys list");
});

test("a key without a label and an unknown scope are refused with the way out", () => {
  const nameless = runL2t(["keys", "create"], { cwd });
  expect(nameless.status).toBe(64);
  expect(nameless.stderr).toContain("--label NAME");
  expect(runL2t(["keys", "create", "--label", "x", "--scope", "root"], { cwd }).status).toBe(64);
});
