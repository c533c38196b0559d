import { failures } from "../../src/base/failure.ts";
import { code, madeFrom, markdownTable, prose } from "./markdown.ts";

const retryTexts = { soon: "at once", later: "later", never: "no" } as const;

/** docs/reference/failures.md. */
export function failuresPage(): string {
  const rows = Object.entries(failures).map(([name, { exit, http, retry, help }]) => [
    code(name),
    String(exit),
    String(http),
    retryTexts[retry],
    help,
  ]);
  return [
    madeFrom("src/base/failure.ts"),
    "# Failures and exit codes\n\n",
    prose(
      "Every failure has a code that does not change between versions, one line of text that " +
        "names the value and the way out, an exit code for the command line (`sysexits.h` where " +
        "one fits) and a status for the API.",
    ),
    "\n",
    markdownTable(["Code", "Exit", "HTTP", "Try again", "Meaning"], rows),
    "\nBeside them:\n\n",
    markdownTable(
      ["Exit", "Meaning"],
      [
        ["0", "Done. An import that kept some rows and refused others is done too; it lists both."],
        ["1", "`l2t doctor` found something that is not in order."],
        ["70", "A bug in learn2trade (HTTP 500). Please report it with the output of `--verbose`."],
      ],
    ),
  ].join("");
}
