/** Runs one case and prints its report as JSON; main.ts starts it in a process of its own. */
import type { BenchOptions } from "./define.ts";
import { cases } from "./registry.ts";

const [name, options = "{}"] = process.argv.slice(2);
const found = cases.find((entry) => entry.name === name);
if (found === undefined) throw new Error(`"${name}" is not a case`);
const bench = await found.load();
const report = await bench.run(JSON.parse(options) as BenchOptions);
console.log(JSON.stringify({ title: bench.title, ...report }));
