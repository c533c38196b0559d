import { afterEach, beforeEach, expect, test } from "bun:test";
import { type MadeUpMachine, makeUpMachine } from "../../../testing/made-up-machine.ts";
import { SystemdUnits } from "./systemd-units.ts";

let machine: MadeUpMachine;
beforeEach(() => {
  machine = makeUpMachine();
});
afterEach(() => machine.dispose());

test("states come in the order asked for, with what a unit says of itself", async () => {
  await machine.deployment.units.start("learn2trade.target");
  const states = await machine.deployment.units.states(["b.service", "a.service"]);
  expect(states).toEqual(
    ["b.service", "a.service"].map((unit) => ({
      unit,
      state: "active",
      text: `${unit} = fine`,
      pid: undefined,
      restartCount: 2,
      result: "success",
    })),
  );
});

test("the version is the major number", async () => {
  expect(await machine.deployment.units.version()).toBe(252);
});

test("a refusal carries what systemctl said", () => {
  machine.failOnce("start");
  const work = machine.deployment.units.start("learn2trade.target");
  expect(work).rejects.toThrow(
    '"systemctl start learn2trade.target" failed: Job for learn2trade.target failed.',
  );
});

test("a machine that systemd did not start is a failure with the way out", () => {
  const bootedFolder = "/no/such/folder";
  const units = new SystemdUnits({ environment: {}, declarations: "x.conf", bootedFolder });
  expect(units.version()).rejects.toThrow("l2t up --processes");
});
