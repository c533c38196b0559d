import { defineCommand, findCommand } from "../command.ts";
import { commandHelp, programHelp } from "../help.ts";

export const helpCommand = defineCommand({
  name: "help",
  group: "program",
  summary: "Explain the program or one command",
  arguments: { command: { placeholder: "COMMAND", help: "name of a command", isOptional: true } },
  options: {},
  formats: [],
  examples: [{ line: "help scan", help: "everything about scan" }],
  failures: [],
  async run(context, { args }) {
    const { out, commands } = context;
    const command = args.command === undefined ? undefined : findCommand(args.command, commands);
    await out.write(command ? commandHelp(out, command) : programHelp(out, context));
    return 0;
  },
});
