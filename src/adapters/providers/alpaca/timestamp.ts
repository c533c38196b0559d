const digitZero = 48;
const minuteMs = 60_000;

/**
 * Epoch ms of an RFC 3339 time: "2021-10-15T16:00:00Z", with up to nanoseconds, or with an offset.
 * NaN where it is none. Written out by hand because every bar and every print has one.
 */
export function timestampMs(text: unknown): number {
  if (typeof text !== "string" || text.length < 20) return Number.NaN;
  const isShaped = text[4] === "-" && text[7] === "-" && text[10] === "T" && text[13] === ":";
  if (!isShaped || text[16] !== ":") return Number.NaN;
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24)) return Number.NaN;
  if (!(minute < 60 && second < 60)) return Number.NaN;
  let at = 19;
  let fractionMs = 0;
  if (text[at] === ".") {
    const from = ++at;
    while (isDigit(text, at)) at++;
    if (at === from) return Number.NaN;
    // Whole milliseconds, cut off: a print belongs to the moment that has begun.
    fractionMs = Number(text.slice(from, Math.min(at, from + 3)).padEnd(3, "0"));
  }
  const wallMs = Date.UTC(digits(text, 0, 4), month - 1, day, hour, minute, second) + fractionMs;
  return text[at] === "Z" && text.length === at + 1 ? wallMs : wallMs - offsetMs(text, at);
}

/** "-04:00", the rest of the text. */
function offsetMs(text: string, at: number): number {
  const sign = text[at] === "-" ? -1 : text[at] === "+" ? 1 : Number.NaN;
  if (text.length !== at + 6 || text[at + 3] !== ":") return Number.NaN;
  return sign * (digits(text, at + 1, at + 3) * 60 + digits(text, at + 4, at + 6)) * minuteMs;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    if (!isDigit(text, i)) return Number.NaN;
    value = value * 10 + text.charCodeAt(i) - digitZero;
  }
  return value;
}

function isDigit(text: string, at: number): boolean {
  const digit = text.charCodeAt(at) - digitZero;
  return digit >= 0 && digit <= 9;
}
