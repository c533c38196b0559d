/** Every kernel on its own: the batch form, the streaming form and the plain two-pass form. */
import type { Bars } from "../src/domain/bars.ts";
import type { BenchCase, Figure } from "./define.ts";
import { numberText } from "./harness/print.ts";
import { type Contender, type RaceTime, race } from "./harness/race.ts";
import { workHash } from "./harness/work-hash.ts";
import { type KernelForms, kernelForms } from "./kernels/kernels.ts";
import { makeMarket } from "./market/made-market.ts";

/** A market that stays in the processor's cache: arithmetic is measured here, not memory. */
const symbolsMax = 1_000;
/** Relative to the largest value of the column. */
const errorMax = 1e-9;

export const kernelsBench: BenchCase = {
  name: "kernels",
  title: "Kernels one by one, nanoseconds a bar",
  async run({ seed, symbols, bars, rounds }) {
    const size = { seed, symbols: Math.min(symbols, symbolsMax), barsPerSymbol: bars };
    const { series } = makeMarket(size);
    const answers = kernelForms.map((forms) => checkedAnswer(forms, series[0] as Bars));
    const times = kernelForms.map((forms) => race(formsOf(forms, series), rounds));
    const nsPerBar = (time: RaceTime | undefined) =>
      time === undefined ? Number.NaN : (time.medianMs * 1e6) / (size.symbols * bars);
    const rows = kernelForms.map((forms, index) => {
      const [batch, stream, plain] = (times[index] as readonly RaceTime[]).map(nsPerBar);
      const ratio = (plain ?? Number.NaN) / (batch as number);
      const cells = [batch, stream, plain ?? Number.NaN, ratio].map((cell) =>
        numberText(cell as number),
      );
      return [forms.name, ...cells, numberText(forms.stateLength * 8)];
    });
    const figures = kernelForms.map(({ name }, index): Figure => {
      const id = `kernels.${name.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase()}`;
      return { id, value: nsPerBar(times[index]?.[0]), unit: "CPU ns a bar" };
    });
    // The plain form does not care what else ran; ours must not fall behind it either.
    const ratios = times.map(([batch, , plain]) =>
      batch && plain ? plain.medianMs / batch.medianMs : Number.POSITIVE_INFINITY,
    );
    const worst = {
      id: "kernels.least-two-pass-over-batch",
      value: Math.min(...ratios),
      unit: "x",
    };
    const heads = ["kernel", "batch", "streaming", "two-pass", "two-pass / batch", "state bytes"];
    return {
      tables: [{ title: `${size.symbols} symbols x ${bars} bars`, heads, rows }],
      figures: [...figures, worst],
      notes: [`streaming equals batch bit for bit; hash of all ${workHash(joined(answers))}`],
    };
  },
};

/** The column of the batch form, once the other forms have been found to agree. */
export function checkedAnswer(forms: KernelForms, bars: Bars): Float64Array {
  const out = outputs(bars.length);
  forms.batch(bars, out);
  const state = new Float64Array(forms.stateLength);
  const [batch] = out;
  for (let i = 0; i < bars.length; i++) {
    const streamed = forms.step(state, bars, i);
    if (Object.is(streamed, batch[i])) continue;
    throw new Error(`${forms.name} streams "${streamed}" at ${i}, batch has "${batch[i]}"`);
  }
  const plain = forms.plain?.(bars);
  const largest = batch.reduce((most, value) => (value > most ? value : most), 0);
  for (let i = 0; plain !== undefined && i < bars.length; i++) {
    const error = Math.abs((batch[i] as number) - (plain[i] as number));
    if (Number.isNaN(batch[i]) === Number.isNaN(plain[i]) && !(error > errorMax * largest))
      continue;
    throw new Error(`${forms.name} is "${batch[i]}" at ${i}, two-pass "${plain[i]}"`);
  }
  return batch;
}

function formsOf(forms: KernelForms, series: readonly Bars[]): readonly Contender[] {
  const out = outputs(series[0]?.length ?? 0);
  const state = new Float64Array(forms.stateLength);
  const last = out[0].length - 1;
  const overMarket = (name: string, newest: (bars: Bars) => number): Contender => ({
    name,
    run() {
      let sum = 0;
      for (const bars of series) sum += newest(bars);
      return sum;
    },
  });
  const contenders = [
    overMarket("batch", (bars) => {
      forms.batch(bars, out);
      return out[0][last] as number;
    }),
    overMarket("streaming", (bars) => {
      state.fill(0);
      let newest = 0;
      for (let i = 0; i < bars.length; i++) newest = forms.step(state, bars, i);
      return newest;
    }),
  ];
  const { plain } = forms;
  if (plain) contenders.push(overMarket("two-pass", (bars) => plain(bars)[last] as number));
  return contenders;
}

function outputs(bars: number): [Float64Array, Float64Array, Float64Array] {
  return [new Float64Array(bars), new Float64Array(bars), new Float64Array(bars)];
}

function joined(columns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(columns.flatMap((column) => [...column]));
}
