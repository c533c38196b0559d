import { expect, test } from "bun:test";
import { measureCommand } from "./measured-command.ts";

const run = (code: string) => measureCommand([process.execPath, "-e", code]);

test("a command's output, time and memory are its own", async () => {
  const small = await run('console.log("hello")');
  expect(small.stdout).toBe("hello\n");
  const large = await run("globalThis.kept = new Uint8Array(200 * 2 ** 20).fill(1)");
  expect(large.peakMb - small.peakMb).toBeGreaterThan(150);
  expect(large.wallMs).toBeGreaterThan(0);
  expect(large.cpuMs).toBeGreaterThan(0);
});

test("memory of the parent does not count", async () => {
  const mine = new Uint8Array(300 * 2 ** 20).fill(1);
  const { peakMb } = await run("console.log(1)");
  expect(peakMb).toBeLessThan(mine.length / 2 ** 20);
});

test("a command that fails is an error with what it said", async () => {
  const failing = run('console.error("no bars"); process.exit(3)');
  await expect(failing).rejects.toThrow(/ended with 3: no bars/);
});
