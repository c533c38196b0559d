import type { Command } from "../command.ts";
import { backupCommand } from "./backup.ts";
import { chartCommand } from "./chart.ts";
import { completionCommand } from "./completion.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { exportCommand } from "./export.ts";
import { helpCommand } from "./help.ts";
import { importCommand } from "./import.ts";
import { keysCommand } from "./keys.ts";
import { loginCommand } from "./login.ts";
import { memoryCommand } from "./memory.ts";
import { providersCommand } from "./providers.ts";
import { restoreCommand } from "./restore.ts";
import { scanCommand } from "./scan.ts";
import { scannersCommand } from "./scanners.ts";
import { serviceCommand } from "./service.ts";
import { signalsCommand } from "./signals.ts";
import { statsCommand } from "./stats.ts";
import { systemdCommand } from "./systemd.ts";
import { upCommand } from "./up.ts";
import { upgradeCommand } from "./upgrade.ts";
import { versionCommand } from "./version.ts";
import { watchlistCommand } from "./watchlist.ts";

/** Every command, in the order in which help lists them. A new one needs its file and its line. */
export const commands: readonly Command[] = [
  upCommand,
  serviceCommand,
  importCommand,
  scanCommand,
  explainCommand,
  chartCommand,
  signalsCommand,
  scannersCommand,
  statsCommand,
  exportCommand,
  watchlistCommand,
  providersCommand,
  doctorCommand,
  memoryCommand,
  keysCommand,
  loginCommand,
  backupCommand,
  restoreCommand,
  systemdCommand,
  upgradeCommand,
  completionCommand,
  helpCommand,
  versionCommand,
];
