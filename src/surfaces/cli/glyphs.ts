/** Signs that a terminal may or may not be able to show. */
export interface Glyphs {
  readonly isUnicode: boolean;
  readonly bullish: string;
  readonly bearish: string;
  readonly neutral: string;
  /** Squeeze of a bar by its level: none, low, normal, high. */
  readonly squeezeLevels: readonly string[];
  readonly full: string;
  readonly empty: string;
  readonly done: string;
  readonly warning: string;
  readonly failed: string;
  /** Between facts of a line. */
  readonly dot: string;
  readonly missing: string;
}

const unicode: Glyphs = {
  isUnicode: true,
  bullish: "▲",
  bearish: "▼",
  neutral: "●",
  squeezeLevels: ["◦", "○", "●", "◉"],
  full: "█",
  empty: "░",
  done: "✓",
  warning: "!",
  failed: "✗",
  dot: "·",
  missing: "–",
};

const ascii: Glyphs = {
  isUnicode: false,
  bullish: "^",
  bearish: "v",
  neutral: "*",
  squeezeLevels: [".", "o", "#", "@"],
  full: "#",
  empty: ".",
  done: "+",
  warning: "!",
  failed: "x",
  dot: "|",
  missing: "-",
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Unicode unless the locale names another character set; no locale at all says nothing. */
export function chooseGlyphs(environment: Environment): Glyphs {
  const { LC_ALL: all, LC_CTYPE: characters, LANG: language } = environment;
  const locale = [all, characters, language].find((name) => name !== undefined && name !== "");
  return locale === undefined || /utf-?8/i.test(locale) ? unicode : ascii;
}
