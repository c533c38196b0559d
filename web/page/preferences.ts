/** What a reader chose, kept by the browser. A browser that keeps nothing is no error. */

export type Theme = "dark" | "light";

const themeKey = "l2t.theme";
const keysKey = "l2t.keys";

export function storedTheme(): Theme | null {
  const theme = read(themeKey);
  return theme === "dark" || theme === "light" ? theme : null;
}

export function storeTheme(theme: Theme): void {
  write(themeKey, theme);
}

/** Whether single letters act as commands; speech input users turn them off. */
export function areKeysOn(): boolean {
  return read(keysKey) !== "off";
}

export function storeKeys(state: "on" | "off"): void {
  write(keysKey, state);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage is blocked: the defaults serve.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice holds until the page is left.
  }
}
