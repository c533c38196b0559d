import { byId } from "./elements.ts";
import { say } from "./say.ts";

/** Whether the server answers, as the page shows it. */
export type LinkState = "live" | "paused" | "gone";

const texts: Readonly<Record<LinkState, string>> = {
  live: "Live",
  paused: "Paused",
  gone: "No connection",
};

let state: LinkState = "live";
let seenAt = new Date();

export function linkState(): LinkState {
  return state;
}

/** The server answered just now. */
export function markAnswered(): void {
  const wasGone = state === "gone";
  seenAt = new Date();
  if (wasGone) {
    say("The server answers again.");
    hideTrouble();
  }
  if (state !== "paused") show("live");
}

export function markPaused(isPaused: boolean): void {
  show(isPaused ? "paused" : "live");
}

/** The server does not answer: what is on the screen stays, and says how old it is. */
export function markGone(): void {
  if (state === "gone") return;
  show("gone");
  const text = `The server has not answered since ${clockText(seenAt)}. What you see is from then.`;
  showTrouble(`${text} Trying again by itself.`);
}

/** The server answered, but not with the page. */
export function showTrouble(text: string): void {
  const banner = byId("gone");
  banner.textContent = text;
  banner.hidden = false;
}

export function hideTrouble(): void {
  byId("gone").hidden = true;
}

function show(next: LinkState): void {
  state = next;
  document.documentElement.dataset["link"] = next;
  const live = byId("live");
  live.textContent = next === "live" ? `${texts.live} ${clockText(seenAt)}` : texts[next];
}

/** The reader's own clock, always eight characters wide. */
function clockText(at: Date): string {
  return at.toTimeString().slice(0, 8);
}
