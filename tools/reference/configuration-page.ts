import { apiOptions } from "../../src/config/api-options.ts";
import { defaultOf, type OptionSpec, placeholderOf } from "../../src/config/option.ts";
import { internalVariables, options } from "../../src/config/options.ts";
import { providerOptions, providerVariables } from "../../src/config/provider-options.ts";
import { demoOptions, scannerOptions, serviceVariables } from "../../src/config/service-options.ts";
import { code, madeFrom, markdownTable, prose } from "./markdown.ts";

const tables = [options, apiOptions, demoOptions, scannerOptions, providerOptions];
const settings: readonly OptionSpec[] = tables.flatMap((table) => Object.values(table));
const servicesOnly = Object.entries({ ...serviceVariables, ...providerVariables });

/** docs/reference/configuration.md. */
export function configurationPage(): string {
  const rows = settings.map((spec) => [
    code(spec.env ?? ""),
    code(`--${spec.flag}`),
    code(String(defaultOf(spec) ?? "")),
    rangeOf(spec),
    spec.help,
  ]);
  const only = servicesOnly.map(([name, help]) => [code(name), help]);
  const internal = Object.entries(internalVariables).map(([name, help]) => [code(name), help]);
  return [
    madeFrom("src/config/options.ts"),
    "# Configuration\n\n",
    prose(
      "Everything works without any configuration. A flag comes before its environment variable, " +
        "which comes before the default. An unknown variable that begins with `L2T_` is an " +
        "error, so that a typing error is not passed over; an empty one counts as not set.",
    ),
    "\n",
    markdownTable(["Variable", "Flag", "Default", "Values", "Meaning"], rows),
    "\n",
    prose(
      "`.env.example` lists the variables; a file `.env` in the folder that `l2t` is called from " +
        "is read at start. Switches are on with `1`, `true`, `yes` or `on`.",
    ),
    "\n",
    prose(
      "`NO_COLOR`, `FORCE_COLOR`, `COLORTERM`, `TERM`, `COLUMNS`, `LANG`, `LC_CTYPE` and " +
        "`LC_ALL` are heeded as other programs do.",
    ),
    "\n## Variables without a flag\n\n",
    prose("What is secret is read from the environment only: a command line is seen by all."),
    "\n",
    markdownTable(["Variable", "Meaning"], only),
    "\n## Variables of the launcher\n\n",
    markdownTable(["Variable", "Meaning"], internal),
  ].join("");
}

/** .env.example: every variable with its default, commented out. */
export function environmentExample(): string {
  const parts = ['# Written by "npm run docs" from src/config/options.ts.\n'];
  for (const spec of settings) {
    if (spec.env === undefined) continue;
    parts.push(`\n# ${spec.help} (${rangeOf(spec)})\n#${spec.env}=${defaultOf(spec) ?? ""}\n`);
  }
  for (const [name, help] of servicesOnly) parts.push(`\n# ${help}\n#${name}=\n`);
  return parts.join("");
}

function rangeOf(spec: OptionSpec): string {
  if (spec.kind === "switch") return "on or off";
  if (spec.kind === "choice") return spec.choices.join(", ");
  if (spec.kind === "integer" || spec.kind === "number") {
    const unit = spec.unit === undefined ? "" : ` ${spec.unit}`;
    return `${spec.min} to ${spec.max}${unit}`;
  }
  return placeholderOf(spec).toLowerCase();
}
