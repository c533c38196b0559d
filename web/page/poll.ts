import { byId } from "./elements.ts";
import { refresh } from "./navigate.ts";
import { linkState, markPaused } from "./server-link.ts";

/** Between refreshes; twice as long each time that the server does not answer. */
const pollMs = 5_000;
const pollMsMax = 60_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let waitMs = pollMs;
let isPaused = false;

/** Keeps the page new while someone can see it and wants it. */
export function startPolling(): void {
  byId("pause").addEventListener("click", togglePause);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else void poll();
  });
  addEventListener("online", () => void poll());
  schedule();
}

export function togglePause(): void {
  isPaused = !isPaused;
  markPaused(isPaused);
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(isPaused));
  const label = button.querySelector("span");
  if (label !== null) label.textContent = isPaused ? "Resume" : "Pause";
  button.querySelector("use")?.setAttribute("href", isPaused ? "#i-play" : "#i-pause");
  if (isPaused) clearTimeout(timer);
  else void poll();
}

async function poll(): Promise<void> {
  clearTimeout(timer);
  if (isPaused || document.hidden) return;
  await refresh(new AbortController().signal);
  waitMs = linkState() === "gone" ? Math.min(2 * waitMs, pollMsMax) : pollMs;
  schedule();
}

function schedule(): void {
  clearTimeout(timer);
  if (!isPaused && !document.hidden) timer = setTimeout(() => void poll(), waitMs);
}
