import { expect, test } from "bun:test";
import { parseEnvFile } from "./env-file.ts";

test("variables are read with and without quotes, comments are not", () => {
  const text = [
    "# L2T_A=1",
    "; L2T_B=2",
    "",
    "L2T_SCHWAB_APP_KEY=abc",
    'L2T_SCHWAB_APP_SECRET="a b=c"',
    "  L2T_SCHWAB_CALLBACK = 'https://127.0.0.1:8182'  ",
    "L2T_EMPTY=",
    "nonsense",
    "9=x",
  ].join("\r\n");
  expect(parseEnvFile(text)).toEqual({
    L2T_SCHWAB_APP_KEY: "abc",
    L2T_SCHWAB_APP_SECRET: "a b=c",
    L2T_SCHWAB_CALLBACK: "https://127.0.0.1:8182",
    L2T_EMPTY: "",
  });
});
