import { closeLink } from "./details.ts";
import { byId, wideScreen } from "./elements.ts";
import { openHelp } from "./help.ts";
import { togglePause } from "./poll.ts";
import { areKeysOn } from "./preferences.ts";
import { moveRow } from "./rows.ts";
import { focusSearch, isSearching, leaveSearch } from "./search.ts";
import { toggleTheme } from "./theme.ts";

type Command = () => void;

const letters: Readonly<Record<string, Command>> = {
  "/": focusSearch,
  j: () => moveRow(1),
  k: () => moveRow(-1),
  t: toggleTheme,
  p: togglePause,
  "?": openHelp,
};

const arrows: Readonly<Record<string, Command>> = {
  ArrowDown: () => moveRow(1),
  ArrowUp: () => moveRow(-1),
  PageDown: () => moveRow(pageRows),
  PageUp: () => moveRow(-pageRows),
  Home: () => moveRow(Number.NEGATIVE_INFINITY),
  End: () => moveRow(Number.POSITIVE_INFINITY),
};
const pageRows = 15;

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    const command = commandOf(event);
    if (command === undefined) return;
    event.preventDefault();
    command();
  });
}

function commandOf(event: KeyboardEvent): Command | undefined {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (byId<HTMLDialogElement>("help").open) return undefined;
  if (key === "Escape") return escapeCommand();
  if (isTyping(event.target))
    return isSearching() && key === "ArrowDown" ? letters["j"] : undefined;
  if (arrows[key] !== undefined) return ownsArrows() ? arrows[key] : undefined;
  if (!areKeysOn()) return undefined;
  return letters[key.toLowerCase()] ?? tabCommand(key);
}

function escapeCommand(): Command | undefined {
  if (isSearching()) return leaveSearch;
  const close = closeLink();
  return close === null ? undefined : () => close.click();
}

function tabCommand(key: string): Command | undefined {
  if (!/^[1-9]$/.test(key)) return undefined;
  const tab = document.querySelector<HTMLElement>(`[data-tab="${key}"]`);
  return tab === null ? undefined : () => tab.click();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}

/** Elsewhere arrows scroll, as everywhere. */
function ownsArrows(): boolean {
  const focused = document.activeElement;
  if (byId("rows").contains(focused)) return true;
  return wideScreen.matches && focused === document.body;
}
