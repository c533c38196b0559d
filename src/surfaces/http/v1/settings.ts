import { err, ok, type Result } from "../../../base/result.ts";
import {
  effectiveUserSettings,
  findUserSetting,
  isStored,
  readUserSetting,
  type UserSettingName,
  userSettingNames,
  userSettings,
} from "../../../config/user-settings.ts";
import type { SettingsStore } from "../../../ports/settings-store.ts";
import type { BodyProblem, BodySpec } from "../body.ts";
import type { JsonSchema } from "../openapi/json-schema.ts";
import {
  flag,
  list,
  nullable,
  number,
  object,
  type Schema,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { envelope, isoOrNull, newestOf, v1Answer } from "./envelope.ts";
import { readObject } from "./read-object.ts";

const plainValue: Schema<string | number | boolean | null> = {
  type: ["string", "number", "boolean", "null"],
  description: "null where it is not set; secrets read (hidden)",
  examples: ["127.0.0.1"],
};

const programSetting = object(
  {
    name: text("its flag, without the dashes", "host"),
    env: nullable(text("its environment variable", "L2T_HTTP_HOST")),
    value: plainValue,
    from: word("where it came from", ["flag", "environment", "default"], "default"),
    help: text("what it does", "address that the API server listens on"),
  },
  { title: "ProgramSetting" },
);

const userSetting = object(
  {
    name: text("key in PATCH", "flows_hours"),
    value: number("what holds now", 6),
    from: word("store: a user set it", ["store", "default"], "default"),
    default: number("what holds where nobody set it", 6),
    min: number("smallest value", 1),
    max: number("largest value", 8_760),
    is_whole: flag("only whole numbers", true),
    unit: text("unit of the value", "hours"),
    help: text("what it does", "option flows are listed for so long"),
  },
  { title: "UserSetting" },
);

const settings = object(
  {
    user: list(userSetting, "users change them while the program runs"),
    program: list(programSetting, "set where the program is started"),
  },
  { title: "Settings" },
);

const response = envelope(settings, {
  is_program_known: flag("false: whoever started the server did not tell its settings", true),
  changed: whole("settings that a user set", 0),
});

const shared = { group: "System", path: "/api/v1/settings", params: {}, response } as const;

export const settingsV1 = defineRoute({
  ...shared,
  summary: "What is set, and where each value came from; secrets are never shown.",
  answer: (_, context) => settingsAnswer(context),
});

/** Null takes a setting back to its default. */
type Changes = ReadonlyMap<UserSettingName, number | null>;

const body: BodySpec<Changes> = {
  schema: {
    type: "object",
    properties: Object.fromEntries(userSettingNames.map((name) => [name, settingSchema(name)])),
    additionalProperties: false,
    minProperties: 1,
  },
  example: { flows_hours: 12, flows_min_premium_usd: null },
  bytesMax: 4_000,
  read: readChanges,
};

export const patchSettingsV1 = defineRoute({
  ...shared,
  method: "PATCH",
  scope: "admin",
  summary: "Changes settings of users, all of those given or none; null is the default again.",
  body,
  answer: ({ body }, context) => {
    const { store } = context;
    store.bars.transaction(() => {
      for (const [name, value] of body) setOrUnset(store.settings, name, value);
    });
    return settingsAnswer(context);
  },
});

function setOrUnset(store: SettingsStore, name: UserSettingName, value: number | null): void {
  if (value === null) store.unset(name);
  else store.set(name, JSON.stringify(value));
}

function settingsAnswer({ store, status, v1 }: RouteContext) {
  return v1Answer(response, () => {
    const user = userRows(store.settings);
    const isOurs = (name: string) => userSettingNames.some((known) => known === name);
    const changes = store.settings.all().filter(({ name }) => isOurs(name));
    return {
      data: { user, program: v1.settings ?? [] },
      meta: {
        simulated: status.isSimulated,
        source: "settings",
        as_of: isoOrNull(newestOf(changes.map(({ updatedTsMs }) => updatedTsMs))),
        is_program_known: v1.settings !== null,
        changed: user.filter(({ from }) => from === "store").length,
      },
    };
  });
}

function userRows(store: SettingsStore) {
  const effective = effectiveUserSettings(store);
  return userSettingNames.map((name) => {
    const { min, max, isWhole, unit, help } = userSettings[name];
    const from = isStored(store, name) ? ("store" as const) : ("default" as const);
    const value = effective[name];
    const { default: fallback } = userSettings[name];
    return { name, value, from, default: fallback, min, max, is_whole: isWhole, unit, help };
  });
}

function readChanges(value: unknown): Result<Changes, BodyProblem> {
  const given = readObject(value, userSettingNames);
  if (!given.ok) return given;
  const changes = new Map<UserSettingName, number | null>();
  for (const [key, wanted] of Object.entries(given.value)) {
    const name = findUserSetting(key);
    if (!name.ok) return err({ message: name.error, field: key });
    const read = wanted === null ? ok(null) : readUserSetting(name.value, wanted);
    if (!read.ok) return err({ message: read.error, field: key });
    changes.set(name.value, read.value);
  }
  if (changes.size > 0) return ok(changes);
  return err({ message: `the body changes nothing; give some of ${userSettingNames.join(", ")}` });
}

function settingSchema(name: UserSettingName): JsonSchema {
  const { min, max, isWhole, help } = userSettings[name];
  const type = isWhole ? "integer" : "number";
  return { type: [type, "null"], minimum: min, maximum: max, description: help };
}
