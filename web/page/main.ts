/**
 * The page works without this: every view has an address and every control is a link or a form.
 * With it, views change in place, the page keeps itself new, and keys move through it.
 */
import { watchWidth } from "./details.ts";
import { startHelp } from "./help.ts";
import { startKeys } from "./keys.ts";
import { startLinks } from "./links.ts";
import { startPolling } from "./poll.ts";
import { keepTabStop } from "./row-list.ts";
import { startSearch } from "./search.ts";
import { markAnswered } from "./server-link.ts";
import { startTheme } from "./theme.ts";

// The page of an error has nothing to work on.
if (document.getElementById("board") !== null) start();

function start(): void {
  for (const control of document.querySelectorAll<HTMLElement>("[data-js]")) control.hidden = false;
  markAnswered();
  startTheme();
  startHelp();
  startLinks();
  startSearch();
  startKeys();
  keepTabStop();
  watchWidth();
  startPolling();
}
