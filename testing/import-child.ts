/**
 * A process that imports a file and may be killed at any moment.
 *   bun import-child.ts DATABASE FILE INTERVAL BATCH_ROWS
 * It prints "begun" when the import begins and "done" when it has ended.
 */
import { parseInterval } from "../src/domain/interval.ts";
import { importFile } from "./import-kills.ts";

const [, , database = "", path = "", intervalText = "", batchText = ""] = process.argv;
const interval = parseInterval(intervalText);
if (!interval.ok) throw new Error(interval.error);

const plan = { path, interval: interval.value, batchRows: Number(batchText) };
await importFile(plan, database, () => process.stdout.write("begun\n"));
process.stdout.write("done\n");
