import { assert } from "../../../base/assert.ts";

/**
 * Invented tickers such as KO7RA: syllable, digit, syllable. No US exchange lists a symbol with a
 * digit inside, so none of them can be taken for a company's.
 */
const consonants = "BCDFGHJKLMNPRSTVWXYZ";
const vowels = "AEIOU";
/** 0 and 1 look like letters. */
const digits = "23456789";
const syllableCount = consonants.length * vowels.length;

/** All codes of this pattern, and the largest demo market. */
export const demoSymbolsMax = syllableCount * digits.length * syllableCount;

/** Coprime to `demoSymbolsMax`: it scatters neighbours over the alphabet and misses no code. */
const scatterStep = 38_197;
const scatterStart = 20_011;

/** The ticker of a symbol: the same for every seed; distinct below `demoSymbolsMax`. */
export function demoTicker(symbolIndex: number): string {
  assert(symbolIndex >= 0 && symbolIndex < demoSymbolsMax, "the symbol index has a code");
  const code = (symbolIndex * scatterStep + scatterStart) % demoSymbolsMax;
  const last = code % syllableCount;
  const rest = Math.floor(code / syllableCount);
  const digit = digits[rest % digits.length] as string;
  return `${syllable(Math.floor(rest / digits.length))}${digit}${syllable(last)}`;
}

function syllable(index: number): string {
  const consonant = consonants[Math.floor(index / vowels.length)] as string;
  return consonant + (vowels[index % vowels.length] as string);
}
