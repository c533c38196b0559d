import { expect, test } from "bun:test";
import { systemClock } from "../../adapters/host/system-clock.ts";
import { Failure } from "../../base/failure.ts";
import type { Environment } from "../../config/settings.ts";
import { openMassive } from "./massive.ts";
import { openTradier } from "./tradier.ts";
import { VendorParts } from "./vendor-parts.ts";

function parts(provider: string, environment: Environment): VendorParts {
  const means = { environment, clock: systemClock, dataDir: "data", version: "1.2.3" };
  return new VendorParts({ ...means, onLine: () => {}, recorder: null }, provider);
}

function openedMassive(environment: Environment) {
  return openMassive(parts("massive", { L2T_MASSIVE_KEY: "made-up", ...environment }));
}

function openedTradier(environment: Environment) {
  return openTradier(parts("tradier", { L2T_TRADIER_TOKEN: "made-up", ...environment }));
}

test("the plan of Massive says what is offered and how fast it is asked", () => {
  const free = openedMassive({});
  expect(free.limits).toMatchObject({ limit: 5, windowMs: 60_000, burst: 5, parallelMax: 1 });
  expect(free.provider.abilities().stream).toBeUndefined();
  expect(free.provider.abilities().bars?.delayMs).toBe(86_400_000);
  const delayed = openedMassive({ L2T_MASSIVE_PLAN: "delayed" });
  expect(delayed.limits).toMatchObject({ limit: 20, windowMs: 1_000, burst: 20, parallelMax: 8 });
  expect(delayed.provider.abilities().stream?.delayMs).toBe(900_000);
  const live = openedMassive({ L2T_MASSIVE_PLAN: "realtime" });
  expect(live.provider.abilities().stream?.delayMs).toBe(0);
});

test("the plan of Tradier says what is offered", () => {
  const live = openedTradier({}).provider.abilities();
  expect(live.stream?.streams).toEqual(["quotes", "option-trades"]);
  const sandbox = openedTradier({ L2T_TRADIER_PLAN: "sandbox" }).provider.abilities();
  expect(sandbox.stream).toBeUndefined();
  expect(sandbox.quotes?.delayMs).toBe(900_000);
  const behindProxy = openedTradier({ L2T_TRADIER_URL: "http://127.0.0.1:1/v1" });
  expect(behindProxy.provider.abilities().stream).toBeUndefined();
});

test("a plan that does not exist is a matter of the configuration", () => {
  const opens = [
    () => openedMassive({ L2T_MASSIVE_PLAN: "gold" }),
    () => openedTradier({ L2T_TRADIER_PLAN: "gold" }),
  ];
  for (const open of opens) {
    expect(open).toThrow(Failure);
    expect(open).toThrow('not "gold"');
  }
});
