/**
 * Random numbers by position instead of by turn: word `counter` of a key is a pure function, so
 * any day of any symbol can be made without the ones before it. Integer operations only, hence
 * the same words on every machine. Two rounds of a 32-bit mixer, one half of the key before each.
 *
 * src  mixer: "lowbias32" family, github.com/skeeto/hash-prospector (constants of issue 19)
 */
export interface RandomKey {
  readonly low: number;
  readonly high: number;
}

const wordCount = 2 ** 32;
const goldenStep = 0x9e_37_79_b9;
/** Mean and standard deviation of the sum of four 16-bit digits. */
const digitSumMean = 4 * 32_767.5;
const digitSumDeviation = 37_837.226_93;

/** Word number `counter` under a key, as a signed 32-bit integer. */
export function wordAt(low: number, high: number, counter: number): number {
  let word = (Math.imul(counter, goldenStep) + low) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21_f0_aa_ad);
  word = Math.imul(word ^ (word >>> 15), 0xd3_5a_2d_97);
  word = ((word ^ (word >>> 15)) + high) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x21_f0_aa_ad);
  word = Math.imul(word ^ (word >>> 15), 0xd3_5a_2d_97);
  return word ^ (word >>> 15);
}

/** Uniform in 0 <= u < 1. */
export function uniformAt(key: RandomKey, counter: number): number {
  return (wordAt(key.low, key.high, counter) >>> 0) / wordCount;
}

/**
 * A bell curve of mean 0 and deviation 1 from two words: the sum of four uniform digits, which
 * needs no logarithm. It ends at 3.5 deviations; fat tails come from the volatility process.
 */
export function bellOf(wordA: number, wordB: number): number {
  const sum = (wordA & 0xff_ff) + (wordA >>> 16) + (wordB & 0xff_ff) + (wordB >>> 16);
  return (sum - digitSumMean) / digitSumDeviation;
}

/** Two words of the key: `counter` must step by 2 between independent draws. */
export function bellAt(key: RandomKey, counter: number): number {
  return bellOf(wordAt(key.low, key.high, counter), wordAt(key.low, key.high, counter + 1));
}

/** The root of a tree of keys. `seed` is any integer of up to 53 bits. */
export function seedKey(seed: number): RandomKey {
  const low = seed | 0;
  const high = Math.floor(seed / wordCount) | 0;
  return { low: wordAt(low, high, 0), high: wordAt(high, low, 1) };
}

/** An independent key for child `index` of a parent. */
export function childKey(parent: RandomKey, index: number): RandomKey {
  const counter = Math.imul(index, 2);
  return {
    low: wordAt(parent.low, parent.high, counter),
    high: wordAt(parent.low, parent.high, counter + 1),
  };
}
