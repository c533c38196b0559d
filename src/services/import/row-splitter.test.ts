import { expect, test } from "bun:test";
import fc from "fast-check";
import { fieldsMax, RowSplitter } from "./row-splitter.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function split(text: string, separator = ","): { fields: string[]; flaw: string | null } {
  const bytes = encoder.encode(text);
  const splitter = new RowSplitter(separator.charCodeAt(0));
  expect(splitter.split(bytes, 0)).toBe(bytes.indexOf(10) + 1);
  const fields = Array.from({ length: Math.min(splitter.fieldCount, fieldsMax) }, (_, field) =>
    decoder.decode(bytes.subarray(splitter.starts[field], splitter.ends[field])),
  );
  return { fields, flaw: splitter.flaw };
}

test("plain lines split as String.split does", () => {
  const field = fc.stringMatching(/^[a-zA-Z0-9.:-]{0,8}$/);
  fc.assert(
    fc.property(
      fc.array(field, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n"),
      (fields, separator, end) => {
        const line = fields.join(separator) + end;
        expect(split(line, separator)).toEqual({ fields, flaw: null });
      },
    ),
  );
});

test("quotes and blanks around a field are not part of it", () => {
  const cases: [string, string[]][] = [
    ['"A","73,563,080","$1.5"\n', ["A", "73,563,080", "$1.5"]],
    ['"A" , "1,2" ,3\n', ["A", "1,2", "3"]],
    [" A ,  ,B\r\n", ["A", "", "B"]],
    ['"",""\n', ["", ""]],
    ['"a ""b"" c",2\n', ['a ""b"" c', "2"]],
    ["2023-06-30 09:30:00,1\n", ["2023-06-30 09:30:00", "1"]],
    ['a"b,c"d\n', ['a"b', 'c"d']],
    ["\n", [""]],
    ["\r\n", [""]],
    [",\n", ["", ""]],
  ];
  for (const [line, fields] of cases)
    expect([line, split(line)]).toEqual([line, { fields, flaw: null }]);
});

test("a line ends at its line feed also inside quotes", () => {
  expect(split('A,"12,3\nB,4\n').flaw).toBe("quote-not-closed");
  expect(split('A,"12,3\r\nB,4\n').flaw).toBe("quote-not-closed");
});

test("control characters are found wherever they are", () => {
  for (const line of ["A\u0000B,1\n", '"A\u0007",1\n', "A,1\u007f\n", "A\r,1\n", "A,\t1\n"]) {
    expect([line, split(line).flaw]).toEqual([line, "control-character"]);
  }
  expect(split("A\t1\n", "\t").flaw).toBeNull();
});

test("fields past the maximum are counted, not kept", () => {
  const bytes = encoder.encode(`${",".repeat(5_000)}\n`);
  const splitter = new RowSplitter(44);
  splitter.split(bytes, 0);
  expect(splitter.fieldCount).toBe(5_001);
});

test("any line of bytes splits within its bounds", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (line) => {
      const bytes = Uint8Array.from([...line, 10]);
      const splitter = new RowSplitter(44);
      const next = splitter.split(bytes, 0);
      expect(next).toBe(bytes.indexOf(10) + 1);
      for (let field = 0; field < splitter.fieldCount; field++) {
        const start = splitter.starts[field] as number;
        const end = splitter.ends[field] as number;
        expect(start <= end && start >= 0 && end < next).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});
