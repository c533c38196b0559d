import { byId } from "./elements.ts";
import { storedTheme, storeTheme, type Theme } from "./preferences.ts";
import { say } from "./say.ts";

const systemLight = matchMedia("(prefers-color-scheme: light)");

export function startTheme(): void {
  byId("theme").addEventListener("click", toggleTheme);
  paintCharts();
}

export function toggleTheme(): void {
  const next: Theme = shownTheme() === "dark" ? "light" : "dark";
  storeTheme(next);
  document.documentElement.dataset["theme"] = next;
  paintCharts();
  say(`${next} theme`);
}

/** Pictures follow the system by themselves; a reader's own choice has to be told to them. */
export function paintCharts(): void {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === undefined) return;
  for (const source of document.querySelectorAll<HTMLSourceElement>("picture source")) {
    source.media = chosen === source.dataset["theme"] ? "all" : "not all";
  }
}

function shownTheme(): Theme {
  return storedTheme() ?? chosenTheme() ?? (systemLight.matches ? "light" : "dark");
}

function chosenTheme(): Theme | null {
  const theme = document.documentElement.dataset["theme"];
  return theme === "dark" || theme === "light" ? theme : null;
}
