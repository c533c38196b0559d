import { expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { csvLine } from "./csv.ts";
import { writeDocument } from "./json.ts";

test("a CSV line quotes what needs it and leaves missing values empty", () => {
  const cells = ["a,b", 'say "no"', "x\ny", null, undefined, Number.NaN, true, 0.1];
  expect(csvLine(cells)).toBe('"a,b","say ""no""","x\ny",,,,true,0.1\n');
});

test("a document of many rows is one JSON text with null where a number is missing", async () => {
  const output = memoryOutput();
  const rows = Array.from({ length: 1_201 }, (_, index) => ({ index, value: Number.NaN }));
  await writeDocument(output, { scanner: "macd", count: rows.length }, rows);
  const document = JSON.parse(output.text);
  expect(document.count).toBe(1_201);
  expect(document.data).toHaveLength(1_201);
  expect(document.data[1_200]).toEqual({ index: 1_200, value: null });
});

test("a document without rows is valid as well", async () => {
  const output = memoryOutput();
  await writeDocument(output, { count: 0 }, []);
  expect(JSON.parse(output.text)).toEqual({ count: 0, data: [] });
});
