import { deployTarget, deployUser } from "./unit-plan.ts";

/** Our files in sysusers.d and tmpfiles.d. */
export const declarationsName = "learn2trade.conf";
export const usersPath = `/etc/sysusers.d/${declarationsName}`;
export const foldersPath = `/etc/tmpfiles.d/${declarationsName}`;

/** sysusers.d(5). A user that stays the same, so that the owner may run commands as it. */
export function usersText(dataDir: string): string {
  return `u ${deployUser} - "learn2trade" ${dataDir} /usr/sbin/nologin\n`;
}

/** tmpfiles.d(5): the data directory belongs to that user. */
export function foldersText(dataDir: string): string {
  return `d ${dataDir} 0750 ${deployUser} ${deployUser} -\n`;
}

export const envTemplate = [
  "# Settings and secrets of all services: docs/reference/configuration.md lists them.",
  "# Only root can read this file; systemd hands it over. What only one service may know goes",
  "# into a file of its own beside this one, such as discord-bot.env. After a change:",
  `#   systemctl restart ${deployTarget}`,
  "",
  "#L2T_HTTP_HOST=127.0.0.1",
  "#L2T_HTTP_PORT=8000",
  "",
].join("\n");
