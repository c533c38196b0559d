import { dayMs } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../../domain/new-york.ts";
import { type MarketStatus, marketStatus, type SessionName } from "../../../domain/session.ts";
import { dateText, minuteText } from "../../../services/chart/time-text.ts";

export interface SessionText {
  readonly session: SessionName;
  readonly title: string;
  /** "13:46 ET · closes in 2 h 14 m" */
  readonly detail: string;
}

const titles: Readonly<Record<SessionName, string>> = {
  premarket: "Premarket",
  regular: "Regular session",
  postmarket: "After hours",
  closed: "Market closed",
};

/** What comes next, by the session that runs. */
const changes: Readonly<Record<SessionName, string>> = {
  premarket: "opens in",
  regular: "closes in",
  postmarket: "ends in",
  closed: "premarket in",
};

/** What the exchange does at a moment, to the minute, for the head of the page. */
export function sessionText(tsMs: number): SessionText {
  const status = marketStatus(tsMs);
  const { session, nextChangeTsMs } = status;
  const clock = minuteText(newYorkMinuteOfDay(tsMs));
  const day = session === "closed" ? `${dateText(newYorkDate(tsMs))} ` : "";
  const parts = [`${day}${clock} ET`, reasonOf(status)];
  parts.push(`${changes[session]} ${countdownText(nextChangeTsMs - tsMs)}`);
  return { session, title: titles[session], detail: parts.filter(Boolean).join(" · ") };
}

/** "overnight" goes without saying where the time stands beside it. */
function reasonOf({ reason, session }: MarketStatus): string {
  if (reason === undefined || reason === "overnight") return "";
  return session === "closed" ? reason : `${reason}, closes early`;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** "2 h 14 m", "3 d 4 h", "14 m": up to the minute, so that 0 is never shown too early. */
export function countdownText(spanMs: number): string {
  const minutes = Math.max(0, Math.ceil(spanMs / minuteMs)) * minuteMs;
  const days = Math.floor(minutes / dayMs);
  const hours = Math.floor((minutes % dayMs) / hourMs);
  if (days > 0) return `${days} d ${hours} h`;
  const rest = Math.round((minutes % hourMs) / minuteMs);
  return hours > 0 ? `${hours} h ${rest} m` : `${rest} m`;
}
