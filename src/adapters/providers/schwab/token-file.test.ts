import { expect, test } from "bun:test";
import { chownSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tokenAt, withSchwab } from "../../../../testing/schwab/schwab-vendor.ts";

const nowTsMs = Date.UTC(2025, 4, 28, 14);

test("the token is readable by its owner only, and there is no draft of it", async () => {
  await withSchwab({ nowTsMs, routes: {} }, async ({ folder, file }) => {
    await file.locked(async () => file.write(tokenAt(nowTsMs, { accessToken: "access-9" })));
    expect(readdirSync(folder)).toEqual(["schwab-token.json"]);
    expect(statSync(join(folder, "schwab-token.json")).mode & 0o777).toBe(0o600);
  });
});

test("a draft that a killed writer left is in nobody's way", async () => {
  await withSchwab({ nowTsMs, routes: {} }, async ({ folder, file }) => {
    const draft = join(folder, "schwab-token.json.new");
    writeFileSync(draft, '{"version":1,"acc', { mode: 0o644 });
    expect(file.read()?.accessToken).toBe("access-1");
    await file.locked(async () => file.write(tokenAt(nowTsMs, { accessToken: "access-2" })));
    expect(file.read()?.accessToken).toBe("access-2");
    expect(statSync(join(folder, "schwab-token.json")).mode & 0o777).toBe(0o600);
  });
});

test.each(["", "{", "null", '{"version":2}', '{"version":1,"accessToken":5}'])(
  "a file with %p in it is no login, and a new one mends it",
  async (content) => {
    await withSchwab({ nowTsMs, routes: {} }, async ({ folder, file, provider }) => {
      const path = join(folder, "schwab-token.json");
      writeFileSync(path, content);
      utimesSync(path, 1, 1);
      expect(provider.status().state).toBe("auth-needed");
      await file.locked(async () => file.write(tokenAt(nowTsMs)));
      expect(provider.status().state).toBe("ok");
    });
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "what root writes belongs to the folder's owner",
  async () => {
    await withSchwab({ nowTsMs, routes: {} }, async ({ folder, file }) => {
      chownSync(folder, 65_534, 65_534);
      await file.locked(async () => file.write(tokenAt(nowTsMs)));
      expect(statSync(join(folder, "schwab-token.json")).uid).toBe(65_534);
    });
  },
);

test("a login that cannot be read is told, and stops no one", async () => {
  await withSchwab({ nowTsMs, routes: {}, token: null }, async ({ folder, file, provider }) => {
    mkdirSync(join(folder, "schwab-token.json"));
    expect(() => file.read()).toThrow("EISDIR");
    expect(provider.status()).toMatchObject({ state: "auth-needed" });
    expect(provider.status().text).toContain("run it as its owner");
  });
});
