import { byId } from "./elements.ts";

/** Tells people who do not see the page what has just changed on it. */
export function say(text: string): void {
  byId("said").textContent = text;
}
