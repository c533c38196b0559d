import { defineCommand } from "../command.ts";

export const versionCommand = defineCommand({
  name: "version",
  group: "program",
  summary: "Print the version",
  arguments: {},
  options: {},
  formats: ["json"],
  examples: [],
  failures: [],
  async run({ out, settings, version }) {
    await out.write(settings.json ? `${JSON.stringify({ version })}\n` : `l2t ${version}\n`);
    return 0;
  },
});
