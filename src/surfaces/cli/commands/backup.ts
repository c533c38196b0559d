import { resolve } from "node:path";
import { backUp } from "../../../services/deploy/backup.ts";
import { readInstallation } from "../../../services/deploy/installation.ts";
import { defineCommand } from "../command.ts";
import { formatBytes } from "../format.ts";
import { dataDirOf } from "../installed.ts";

export const backupCommand = defineCommand({
  name: "backup",
  group: "program",
  summary: "Copy the database while services run",
  details: [
    "The copy is whole, of one moment, checked page by page, and smaller than the original. In a " +
      "folder it gets a name of its moment. Without --data-dir it is the database of the " +
      "installed services, or else that in ./data. l2t restore puts it back.",
  ],
  arguments: {
    to: { placeholder: "FILE.db|DIR", help: "where the copy goes" },
  },
  options: {},
  formats: [],
  examples: [
    { line: "backup /var/backups/learn2trade", help: "on a server, as root" },
    { line: "backup monday.db --data-dir data/demo", help: "the demo market" },
  ],
  failures: ["not.found", "store.busy", "store.invalid", "store.unavailable", "output.unavailable"],
  async run(context, { args }) {
    const { out, clock, program } = context;
    const deployment = await program.openDeployment();
    const dataDir = dataDirOf(context, readInstallation(deployment.files));
    const to = resolve(args.to);
    const { path, bytes } = await backUp(deployment, { dataDir, to, nowTsMs: clock.nowMs() });
    await out.write(`${path}: ${formatBytes(bytes)}\n`);
    return 0;
  },
});
