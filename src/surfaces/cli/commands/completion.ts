import { defineCommand } from "../command.ts";
import { completionScript, shells } from "../completion.ts";

export const completionCommand = defineCommand({
  name: "completion",
  group: "program",
  summary: "Print a script that completes commands in a shell",
  arguments: { shell: { placeholder: "SHELL", help: "which one", choices: shells } },
  options: {},
  formats: [],
  examples: [
    { line: "completion bash > ~/.l2t-completion", help: "then source that in ~/.bashrc" },
    { line: "completion fish > ~/.config/fish/completions/l2t.fish", help: "for fish" },
  ],
  failures: [],
  async run({ out, commands }, { args }) {
    const shell = shells.find((name) => name === args.shell) ?? shells[0];
    await out.write(completionScript(shell, commands));
    return 0;
  },
});
