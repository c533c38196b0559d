/** `node --import ./testing/node/register.ts a.test.ts`: runs a test of bun:test under Node. */
import { registerHooks } from "node:module";

const words = new URL("./bun-test.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "bun:test" ? { url: words, shortCircuit: true } : next(specifier, context),
});
