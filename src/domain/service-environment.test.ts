import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { serviceEnvironment } from "./service-environment.ts";

test("the launcher sets the variables that units and children get", () => {
  const launcher = readFileSync(new URL("../../bin/l2t", import.meta.url), "utf8");
  for (const [name, value] of Object.entries(serviceEnvironment)) {
    expect(launcher).toContain(`export ${name}="\${${name}:-${value}}"`);
  }
});
