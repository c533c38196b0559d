/**
 * `npm test`: all tests, then one closing line that people and machines can rely on.
 * `npm test -- src/kernels` narrows it.
 */
import { resolve } from "node:path";
import { runTests } from "./house/test-run.ts";

const end = await runTests({
  cwd: resolve(import.meta.dir, ".."),
  args: process.argv.slice(2),
  stdio: "inherit",
});
if (end.note !== "") console.log(`\n${end.note}`);
console.log(`\n${end.closingLine}`);
process.exitCode = end.exitCode;
