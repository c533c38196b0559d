import { resolve } from "node:path";
import { Failure } from "../../../base/failure.ts";
import { rollBack, upgrade } from "../../../services/deploy/upgrade.ts";
import { defineCommand } from "../command.ts";
import { requireInstallation, requireRoot } from "../installed.ts";

export const upgradeCommand = defineCommand({
  name: "upgrade",
  group: "program",
  summary: "Put another executable in place of the installed one, or take that back",
  details: [
    "It checks that FILE runs here and is not older, stops the services, backs up the databases " +
      "and the old executable, replaces it, migrates, starts, and waits until every service is " +
      "ready. When that fails, it puts everything back and says why. It takes root.",
    "With --rollback it goes back to what the last upgrade replaced, with the databases of that " +
      "time: what came in since is lost.",
  ],
  arguments: {
    file: { placeholder: "FILE", help: "the new executable", isOptional: true },
  },
  options: {
    allowDowngrade: {
      kind: "switch",
      flag: "allow-downgrade",
      help: "an older version as well; it refuses a database that it does not know",
    },
    rollback: { kind: "switch", flag: "rollback", help: "take the last upgrade back" },
    readyWithin: {
      kind: "integer",
      flag: "ready-within",
      placeholder: "SECONDS",
      min: 1,
      max: 3_600,
      default: 180,
      unit: "seconds",
      help: "what the services may take to be ready",
    },
  },
  formats: [],
  finishesOnStop: true,
  examples: [
    { line: "upgrade ./l2t", help: "a newer executable that lies here" },
    { line: "upgrade --rollback", help: "back to the one before" },
  ],
  failures: ["usage.invalid", "input.missing", "input.invalid", "host.unavailable", "not.found"],
  async run({ out, clock, program }, { args, options }) {
    if ((args.file === undefined) !== options.rollback) {
      throw new Failure("usage.invalid", "l2t upgrade takes a FILE, or --rollback instead of it");
    }
    const deployment = await program.openDeployment();
    requireRoot(deployment, "upgrade");
    const wish = {
      installation: requireInstallation(deployment),
      readyMsMax: options.readyWithin * 1_000,
      clock,
      say: (text: string) => void out.write(`${text}\n`),
    };
    if (args.file === undefined) await rollBack(deployment, wish);
    else {
      const { allowDowngrade } = options;
      await upgrade(deployment, { ...wish, file: resolve(args.file), allowDowngrade });
    }
    return 0;
  },
});
