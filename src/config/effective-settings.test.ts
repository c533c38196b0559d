import { expect, test } from "bun:test";
import { effectiveSettings } from "./effective-settings.ts";
import type { OptionTable } from "./option.ts";
import { options } from "./options.ts";

const table = {
  port: { kind: "integer", flag: "port", env: "L2T_PORT", min: 0, max: 9, default: 1, help: "" },
  token: { kind: "text", flag: "discord-token", env: "L2T_DISCORD_TOKEN", help: "" },
  names: { kind: "list", flag: "name", help: "" },
} as const satisfies OptionTable;

const rows = (flags: object, environment: Record<string, string>) =>
  effectiveSettings(flags as never, environment, table).map(
    ({ name, value, from }) => `${name}=${value} ${from}`,
  );

test("a flag comes before the environment, which comes before the default", () => {
  expect(rows({}, {})[0]).toBe("port=1 default");
  expect(rows({}, { L2T_PORT: "2" })[0]).toBe("port=2 environment");
  expect(rows({ port: ["3"] }, { L2T_PORT: "2" })[0]).toBe("port=3 flag");
  expect(rows({}, { L2T_PORT: "" })[0]).toBe("port=1 default");
});

test("a secret is told to be set, never what it is", () => {
  expect(rows({}, { L2T_DISCORD_TOKEN: "s3cret" })[1]).toBe("discord-token=(hidden) environment");
  expect(rows({}, {})[1]).toBe("discord-token=null default");
  const text = JSON.stringify(effectiveSettings({ token: ["s3cret"] }, {}, table));
  expect(text).not.toContain("s3cret");
});

test("lists are shown whole, and every setting of the program is there", () => {
  expect(rows({ names: ["a", "b"] }, {})[2]).toBe("name=a, b flag");
  expect(effectiveSettings({}, {})).toHaveLength(Object.keys(options).length);
});
