import type { Command } from "../command.ts";
import { helpCommand } from "./help.ts";
import { importCommand } from "./import.ts";
import { scanCommand } from "./scan.ts";
import { versionCommand } from "./version.ts";

/** Every command, in the order in which help lists them. A new one needs its file and its line. */
export const commands: readonly Command[] = [
  importCommand,
  scanCommand,
  helpCommand,
  versionCommand,
];
