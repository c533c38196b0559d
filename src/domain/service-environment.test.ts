import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { serviceEnvironment } from "./service-environment.ts";

test("the launcher sets the variables that units and children get", () => {
  const launcher = readFileSync(new URL("../../bin/l2t", import.meta.url), "utf8");
  for (const [name, value] of Object.entries(serviceEnvironment)) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a shell writes a default
    expect(launcher).toContain(
      'export NAME="${NAME:-VALUE}"'.replaceAll("NAME", name).replace("VALUE", value),
    );
  }
});
