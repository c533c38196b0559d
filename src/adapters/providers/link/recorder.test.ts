import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startVendor } from "../../../../testing/made-up-vendor.ts";
import { hungUp, jsonAnswer, textAnswer } from "../../../../testing/replay/answer.ts";
import { systemClock } from "../../host/system-clock.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";

let folder: string;
let troubles: string[];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "l2t-record-")), "captures");
  troubles = [];
});

afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

function recorderOf(options: Partial<RecorderOptions> = {}): Recorder {
  const onTrouble = (text: string) => void troubles.push(text);
  return new Recorder({ folder, clock: systemClock, secrets: [], onTrouble, ...options });
}

function written(): string[] {
  return readdirSync(folder).sort();
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

test("each call is a file of its own, numbered, for the owner only", async () => {
  const recorder = recorderOf();
  await using vendor = await startVendor([hungUp(), jsonAnswer([1, 2])], { recorder });
  await vendor.ask({ query: { symbols: "AAPL" } });
  expect(written()).toEqual(["000001-test-bars.json", "000002-test-bars.json"]);
  expect(JSON.parse(read("000001-test-bars.json"))).toMatchObject({
    ...{ response: null, trouble: "no answer (ECONNRESET)" },
  });
  expect(JSON.parse(read("000002-test-bars.json"))).toMatchObject({
    ...{ format: 1, provider: "test", endpoint: "bars", trouble: null },
    request: { method: "GET", url: `${vendor.server.url}/bars?symbols=AAPL` },
    response: { status: 200, bytes: 5, text: "[1,2]", isCut: false },
  });
  expect(statSync(join(folder, "000001-test-bars.json")).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test("bytes that are no text come back from base64", async () => {
  const body = new Uint8Array([0, 255, 128, 7]);
  const recorder = recorderOf();
  await using vendor = await startVendor({ status: 200, headers: {}, body }, { recorder });
  await vendor.ask();
  const { response } = JSON.parse(read("000001-test-bars.json"));
  expect(new Uint8Array(Buffer.from(response.base64, "base64"))).toEqual(body);
});

test("a page's cursor stays, so that a capture can be followed", async () => {
  const recorder = recorderOf();
  const page = jsonAnswer({ next_page_token: "QUFQTHxNfDE2", token_type: "Bearer" });
  await using vendor = await startVendor(page, { recorder });
  await vendor.ask({ query: { page_token: "QUFQTHxNfDE1" } });
  expect(read("000001-test-bars.json")).toContain("page_token=QUFQTHxNfDE1");
  expect(read("000001-test-bars.json")).toContain("QUFQTHxNfDE2");
});

test("no secret of a run is in any byte that was written", async () => {
  const secrets = {
    ...{ key: "PK1234567890", secret: "s3cr3t+/with=signs", token: "tok.en-abc_123456" },
    ...{ refresh: 'refresh"quoted"\\1', crumb: "Ab3/crumb.X", cookie: "cookie-value-77" },
    ...{ account: "12345678", customer: "cust0mer-id-9", session: "sess-00112233" },
    ...{ code: "C0.b2F1dGg@", given: "from-the-environment", binary: "binary-secret-55" },
  };
  const recorder = recorderOf({ secrets: [secrets.given, secrets.binary] });
  const auth = {
    credentials: async () => ({
      headers: { "APCA-API-KEY-ID": secrets.key, Authorization: `Bearer ${secrets.token}` },
      query: { apiKey: secrets.secret },
    }),
    renew: async () => false,
  };
  const cookies = { "set-cookie": `A3=${secrets.cookie}; Path=/; Secure` };
  await using vendor = await startVendor(
    [
      textAnswer(secrets.crumb, { headers: cookies }),
      jsonAnswer({ access_token: "x".repeat(30), refresh_token: secrets.refresh }),
      jsonAnswer({ accounts: [{ accountNumber: secrets.account, hashValue: secrets.account }] }),
      jsonAnswer({ accountNumber: Number(secrets.account), price: 12.5 }),
      jsonAnswer({ streamerInfo: [{ schwabClientCustomerId: secrets.customer }] }),
      jsonAnswer({ wrapped: JSON.stringify({ access_token: "inner-token-8", a: 1 }) }),
      jsonAnswer({ stream: { sessionid: secrets.session, url: "https://stream.example" } }),
      textAnswer(`bad key ${secrets.key}, token ${secrets.token}, ${secrets.given}`),
      { status: 200, headers: {}, body: Buffer.from(`\0\x01${secrets.binary}\xff`, "latin1") },
    ],
    { recorder, auth },
  );
  await vendor.ask({ endpoint: "crumb" });
  await vendor.ask({ endpoint: "token" });
  const headers = { Cookie: `A3=${secrets.cookie}` };
  for (let i = 0; i < 7; i++) await vendor.ask({ headers, query: { i, crumb: secrets.crumb } });
  const body = new URLSearchParams({ refresh_token: secrets.refresh, code: secrets.code });
  vendor.server.route("POST /token?*", textAnswer(`again: ${secrets.refresh} ${secrets.code}`));
  await vendor.ask({ method: "POST", path: "/token", body: body.toString() });
  const frames = recorder.connection("test", {
    url: `wss://stream.example/?token=${secrets.token}`,
    headers: { Authorization: `Bearer ${secrets.token}` },
  });
  frames.frame("out", JSON.stringify({ action: "auth", key: secrets.key, secret: secrets.secret }));
  frames.frame("out", JSON.stringify({ action: "auth", params: "massive-key-9" }));
  frames.frame("out", JSON.stringify({ Authorization: "schwab-tok", sessionid: secrets.session }));
  frames.frame("in", JSON.stringify({ echo: `${secrets.secret} massive-key-9 schwab-tok` }));
  frames.frame("out", Buffer.from(`\x82\xa3key${secrets.key}`, "latin1"));

  expect(written()).toHaveLength(11);
  for (const name of written()) {
    const text = read(name);
    const unpacked = [...text.matchAll(/"base64": ?"([^"]*)"/g)].map(([, base64]) =>
      Buffer.from(base64 as string, "base64").toString("latin1"),
    );
    const all = [name, text, decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, ""))];
    for (const value of [
      ...Object.values(secrets),
      "massive-key-9",
      "schwab-tok",
      "inner-token-8",
    ]) {
      const spellings = [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
      for (const spelling of spellings)
        expect([...all, ...unpacked].join()).not.toContain(spelling);
    }
  }
  expect(written().map(read).join()).toContain('\\"price\\":12.5');
});

test("frames of a line are in one file, in order, and no more than a bound", () => {
  const recorder = recorderOf();
  const frames = recorder.connection("schwab", { url: "wss://stream.example/ws" });
  frames.frame("out", '{"a":1}');
  for (let i = 0; i < 5_000; i++) frames.frame("in", `frame ${i}`);
  const lines = read("000001-schwab-line.jsonl")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ provider: "schwab", url: "wss://stream.example/ws" });
  expect(lines[1]).toMatchObject({ direction: "out", text: '{"a":1}' });
  expect(lines[2]).toMatchObject({ direction: "in", text: "frame 0" });
  expect(lines).toHaveLength(1_001);
});

test("the oldest captures leave for new ones, across restarts", async () => {
  const size = { filesMax: 3, bytesMax: 1_000_000 };
  for (let run = 0; run < 2; run++) {
    const recorder = recorderOf({ size });
    await using vendor = await startVendor(jsonAnswer(1), { recorder });
    for (let i = 0; i < 4; i++) await vendor.ask();
  }
  expect(written().map((name) => name.slice(0, 6))).toEqual(["000006", "000007", "000008"]);
});

test("all captures together stay below their bytes, and other files are left alone", async () => {
  const recorder = recorderOf({ size: { filesMax: 100, bytesMax: 5_000 } });
  await using vendor = await startVendor(textAnswer("x".repeat(1_500)), { recorder });
  await vendor.ask();
  writeFileSync(join(folder, "notes.txt"), "mine");
  for (let i = 0; i < 5; i++) await vendor.ask();
  expect(written()).toContain("notes.txt");
  const sizes = written().map((name) => statSync(join(folder, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5_100);
});

test("a folder that cannot be written is told once and fails no request", async () => {
  writeFileSync(folder, "a file stands where the folder should be");
  const recorder = recorderOf();
  await using vendor = await startVendor(jsonAnswer(1), { recorder });
  await vendor.ask();
  await vendor.ask();
  expect(vendor.outcomes()).toEqual(["ok 1", "ok 1"]);
  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toContain("set L2T_RECORD to another folder");
});
