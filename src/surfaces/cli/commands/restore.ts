import { resolve } from "node:path";
import { restore } from "../../../services/deploy/backup.ts";
import { readInstallation } from "../../../services/deploy/installation.ts";
import { defineCommand } from "../command.ts";
import { dataDirOf } from "../installed.ts";

export const restoreCommand = defineCommand({
  name: "restore",
  group: "program",
  summary: "Put a copy in the place of the database",
  details: [
    "Services have to be stopped (systemctl stop learn2trade.target). The copy is checked first, " +
      "and the database that it replaces is kept beside it.",
  ],
  arguments: {
    from: { placeholder: "FILE.db", help: "what l2t backup wrote" },
  },
  options: {},
  formats: [],
  examples: [{ line: "restore /var/backups/learn2trade/monday.db", help: "on a server, as root" }],
  failures: [
    "input.missing",
    "host.unavailable",
    "store.busy",
    "store.invalid",
    "store.unavailable",
  ],
  async run(context, { args }) {
    const { out, program } = context;
    const deployment = await program.openDeployment();
    const dataDir = dataDirOf(context, readInstallation(deployment.files));
    const { database, kept } = await restore(deployment, { dataDir, from: resolve(args.from) });
    await out.write(`${database} is restored\n`);
    if (kept !== undefined) await out.write(`what was there before: ${kept}\n`);
    return 0;
  },
});
