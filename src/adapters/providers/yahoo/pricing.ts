import { PbfReader } from "pbf";

/**
 * A frame of the streamer: message `PricingData`, of which Yahoo sends what has changed. A field
 * that is 0 is not sent at all, so 0 and absent are both null.
 */
export interface Pricing {
  id: string;
  /** Prices come as 32-bit floats and are rounded to `priceHint` digits. */
  price: number | null;
  tsMs: number | null;
  /** Against the close before. */
  change: number | null;
  changePct: number | null;
  volume: number | null;
  high: number | null;
  low: number | null;
  open: number | null;
  previousClose: number | null;
  bid: number | null;
  ask: number | null;
  priceHint: number | null;
}

const floats = new Map<number, Exclude<keyof Pricing, "id">>([
  [2, "price"],
  [8, "changePct"],
  [10, "high"],
  [11, "low"],
  [12, "change"],
  [15, "open"],
  [16, "previousClose"],
  [23, "bid"],
  [25, "ask"],
]);
/** Zigzag numbers: read as plain ones they would be twice as large. */
const wholes = new Map<number, Exclude<keyof Pricing, "id">>([
  [3, "tsMs"],
  [9, "volume"],
  [27, "priceHint"],
]);
const rounded = ["price", "change", "high", "low", "open", "previousClose", "bid", "ask"] as const;

/** Wire types of protobuf: a varint, and four bytes. */
const varintType = 0;
const fixed32Type = 5;
const bytesType = 2;
const digitsUsual = 2;
const digitsMax = 8;

/** Reads a frame; null where the bytes are no such message. */
export function readPricing(bytes: Uint8Array): Pricing | null {
  const pricing: Pricing = {
    id: "",
    ...{ price: null, tsMs: null, change: null, changePct: null, volume: null, high: null },
    ...{ low: null, open: null, previousClose: null, bid: null, ask: null, priceHint: null },
  };
  const reader = new PbfReader(bytes);
  try {
    reader.readFields(readField, pricing);
  } catch {
    // Bytes that are no fields at all: whoever called counts them.
    return null;
  }
  const isCutOff = reader.pos > bytes.length;
  if (isCutOff || pricing.id === "") return null;
  const digits = Math.min(Math.max(pricing.priceHint ?? digitsUsual, 0), digitsMax);
  for (const name of rounded) pricing[name] = roundTo(pricing[name], digits);
  return pricing;
}

function readField(tag: number, pricing: Pricing, reader: PbfReader): void {
  if (tag === 1 && reader.type === bytesType) pricing.id = reader.readString();
  const float = floats.get(tag);
  if (float !== undefined && reader.type === fixed32Type)
    pricing[float] = finite(reader.readFloat());
  const whole = wholes.get(tag);
  if (whole !== undefined && reader.type === varintType) pricing[whole] = reader.readSVarint();
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function roundTo(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
