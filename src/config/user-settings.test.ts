import { expect, test } from "bun:test";
import {
  effectiveUserSettings,
  findUserSetting,
  isStored,
  readUserSetting,
  userSettingNames,
  userSettings,
} from "./user-settings.ts";

const storeOf = (values: Readonly<Record<string, string>>) => ({
  get: (name: string) => values[name] ?? null,
});

test("defaults are allowed, and hold where nothing is set", () => {
  const effective = effectiveUserSettings(storeOf({}));
  for (const name of userSettingNames) {
    expect(readUserSetting(name, userSettings[name].default).ok).toBe(true);
    expect(effective[name]).toBe(userSettings[name].default);
    expect(isStored(storeOf({}), name)).toBe(false);
  }
});

test("what was set holds", () => {
  const store = storeOf({ flows_hours: "48", flows_min_premium_usd: "0.5" });
  expect(effectiveUserSettings(store)).toMatchObject({
    flows_hours: 48,
    flows_min_premium_usd: 0.5,
  });
  expect(isStored(store, "flows_hours")).toBe(true);
});

test.each(["", "x", "0", "1.5", "null", "1e99"])(
  "a stored %p that is not allowed gives way to the default",
  (text) => {
    const store = storeOf({ flows_hours: text });
    expect(effectiveUserSettings(store).flows_hours).toBe(userSettings.flows_hours.default);
    expect(isStored(store, "flows_hours")).toBe(false);
  },
);

test.each([["6"], [null], [undefined], [Number.NaN], [{}], [[6]], [true]])(
  "%p is no number",
  (value) => {
    const read = readUserSetting("flows_hours", value);
    expect(!read.ok && read.error).toContain("flows_hours is a whole number from 1 to 8760 hours");
  },
);

test("an unknown name is refused with the one that was meant", () => {
  const found = findUserSetting("flow_hours");
  expect(!found.ok && found.error).toContain('did you mean "flows_hours"?');
});
