import { err, ok, type Result } from "../base/result.ts";
import { didYouMean } from "./suggest.ts";

/** A setting that users change while the program runs. */
export interface UserSetting {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  readonly unit: string;
  readonly help: string;
}

/**
 * Settings of users, kept in the store and read anew wherever they count: a change needs no
 * restart. Those of the program itself are in options.ts.
 */
export const userSettings = {
  flows_hours: {
    default: 6,
    min: 1,
    max: 24 * 365,
    isWhole: true,
    unit: "hours",
    help: "option flows are listed for so long, unless a moment is asked for",
  },
  flows_min_premium_usd: {
    default: 0,
    min: 0,
    max: 1_000_000_000,
    isWhole: false,
    unit: "USD",
    help: "option flows that cost less are not listed; 0 lists those of unknown premium too",
  },
  services_stale_seconds: {
    default: 15,
    min: 6,
    max: 3_600,
    isWhole: true,
    unit: "seconds",
    help: "a service without a sign of life for so long counts as stale; one comes every 5 seconds",
  },
} as const satisfies Readonly<Record<string, UserSetting>>;

export type UserSettingName = keyof typeof userSettings;
export type UserSettings = Readonly<Record<UserSettingName, number>>;

export const userSettingNames = Object.keys(userSettings) as readonly UserSettingName[];

/** The part of the settings store that is read. */
interface SettingReader {
  get(name: string): string | null;
}

/** What holds now: the stored values, and the defaults where nothing was set. */
export function effectiveUserSettings(store: SettingReader): UserSettings {
  const entries = userSettingNames.map((name) => [name, storedSetting(store, name)]);
  return Object.fromEntries(entries) as UserSettings;
}

function storedSetting(store: SettingReader, name: UserSettingName): number {
  const text = store.get(name);
  if (text === null) return userSettings[name].default;
  // A version with narrower limits may find a value that it would not take: the default holds.
  const value = readUserSetting(name, Number(text));
  return value.ok ? value.value : userSettings[name].default;
}

/** Whether the store holds a value that is in effect. */
export function isStored(store: SettingReader, name: UserSettingName): boolean {
  const text = store.get(name);
  return text !== null && readUserSetting(name, Number(text)).ok;
}

export function findUserSetting(name: string): Result<UserSettingName> {
  const found = userSettingNames.find((known) => known === name);
  if (found !== undefined) return ok(found);
  const offered = userSettingNames.join(", ");
  const hint = didYouMean(name.slice(0, 60), userSettingNames);
  return err(`${JSON.stringify(name.slice(0, 60))} is not a setting; use one of ${offered}${hint}`);
}

/** Checks a value as it came from outside. */
export function readUserSetting(name: UserSettingName, value: unknown): Result<number> {
  const { min, max, isWhole, unit } = userSettings[name];
  const isNumber = typeof value === "number" && value >= min && value <= max;
  if (isNumber && (!isWhole || Number.isInteger(value))) return ok(value);
  const kind = isWhole ? "a whole number" : "a number";
  const shown = JSON.stringify(value)?.slice(0, 60) ?? "nothing";
  return err(`${name} is ${kind} from ${min} to ${max} ${unit}, not ${shown}`);
}
