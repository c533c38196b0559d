/** Colours of the dashboard, by theme. Names follow its style sheet. */
export interface Palette {
  readonly panel: string;
  readonly field: string;
  /** Grid, panel borders, and the strong text of pills in falling order of weakness. */
  readonly grid: string;
  readonly border: string;
  /** Text: main, second, third. */
  readonly text1: string;
  readonly text2: string;
  readonly text3: string;
  readonly up: string;
  readonly down: string;
  /** 42 % of the colour on the panel: weakening momentum. */
  readonly upDim: string;
  readonly downDim: string;
  /** 28 %: volume. */
  readonly upFaint: string;
  readonly downFaint: string;
  readonly accent: string;
  readonly ema: string;
  readonly vwap: string;
  readonly warn: string;
  readonly warnFaint: string;
}

export type Theme = "dark" | "light";
export const themes: readonly Theme[] = ["dark", "light"];

export const palettes: Readonly<Record<Theme, Palette>> = {
  dark: {
    panel: "#0d1015",
    field: "#1a2029",
    grid: "#1b212a",
    border: "#303946",
    text1: "#e9edf3",
    text2: "#aab4c2",
    text3: "#8692a2",
    up: "#3fd0cc",
    down: "#f47f48",
    upDim: "#27585a",
    downDim: "#643c2e",
    upFaint: "#1f3f42",
    downFaint: "#462d26",
    accent: "#86a8ff",
    ema: "#dfb24c",
    vwap: "#c9d2dd",
    warn: "#eebb4f",
    warnFaint: "#272420",
  },
  light: {
    panel: "#ffffff",
    field: "#eceff3",
    grid: "#e1e5ea",
    border: "#c6cdd6",
    text1: "#11151b",
    text2: "#434d5a",
    text3: "#5f6a78",
    up: "#00706f",
    down: "#b23a05",
    upDim: "#a0c1c0",
    downDim: "#e5ae9d",
    upFaint: "#bfd5d5",
    downFaint: "#efc9bd",
    accent: "#2b57d6",
    ema: "#946600",
    vwap: "#3a4452",
    warn: "#8a5800",
    warnFaint: "#efe7dd",
  },
};
