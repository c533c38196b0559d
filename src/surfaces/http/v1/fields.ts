import { intervals } from "../../../domain/interval.ts";
import { text, word } from "../openapi/schema.ts";

/** Fields that several answers have. */
export const symbolField = text("ticker", "AAPL");
export const intervalField = word("bar length", intervals, "1d");
export const directionField = word(
  "which way it points",
  ["bullish", "bearish", "neutral"],
  "bullish",
);
export const adjustmentField = word(
  "whether past prices were restated for splits",
  ["split", "raw"],
  "split",
);
export const sourceField = text("provider and feed of the data", "csv:daily.csv");
