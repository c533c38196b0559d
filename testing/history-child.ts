/**
 * A process that works on history and may be killed at any moment.
 *   bun history-child.ts DATABASE WORK
 * It prints "begun" when the work begins and "done" when it has ended.
 */
import { historyWorks, workOn } from "./history-kills.ts";

const [, , database = "", word = ""] = process.argv;
const work = historyWorks.find((name) => name === word);
if (work === undefined) throw new Error(`"${word}" is none of ${historyWorks.join(" ")}`);

await workOn(work, database, () => process.stdout.write("begun\n"));
process.stdout.write("done\n");
