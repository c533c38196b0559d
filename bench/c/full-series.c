/*
 * The three scanners over every bar, plain C with sliding sums: O(1) a bar. Every column is
 * written out, then the newest bar's cells are read off. Sums are of differences to the first
 * close, so that 250 bars of prices keep their digits.
 */
#include <math.h>
#include "cells.h"

enum column {
  LEVELS, MOMENTA, MACDS, SIGNALS, HISTOGRAMS, HIGHESTS, LOWESTS, USUALS,
  RANGES, MEANS, SPREADS, DISTANCES, TOPS, BOTTOMS, COLUMN_COUNT
};

long full_series_columns(void) { return COLUMN_COUNT; }

static inline double larger(double a, double b) { return a > b ? a : b; }
static inline double smaller(double a, double b) { return a < b ? a : b; }

/*
 * Extremes of a window from those of a part of it, doubling until it fits: no branch to
 * mispredict, and loops that the compiler turns into vector instructions. Backwards, so that the
 * older values are still those of the narrower window. Right from index window - 1 on.
 */
#define MOVING(name, pick)                                                            \
  static void name(const double *restrict v, long bars, long window, double *out) {   \
    for (long i = 0; i < bars; i++) out[i] = v[i];                                    \
    for (long width = 1, step; width < window; width += step) {                       \
      step = 2 * width <= window ? width : window - width;                            \
      for (long i = bars - 1; i >= step; i--) out[i] = pick(out[i], out[i - step]);   \
    }                                                                                 \
  }
MOVING(moving_highest, larger)
MOVING(moving_lowest, smaller)

static void fill_ranges(const struct series *s, double *restrict ranges) {
  ranges[0] = s->high[0] - s->low[0];
  for (long i = 1; i < s->bars; i++) {
    double before = s->close[i - 1];
    ranges[i] = larger(s->high[i], before) - smaller(s->low[i], before);
  }
}

/* One pass per idea: the sliding sums, then what no bar waits for another in. */
static void squeeze(const struct series *s, double *restrict ranges, double *restrict levels,
                    double *restrict means, double *restrict spreads, double *cells) {
  const double share = 1.0 / TTM_BARS, shift = s->close[0];
  const long last = s->bars - 1;
  double sum = 0, squares = 0, range_sum = 0;
  fill_ranges(s, ranges);
  for (long i = 0; i < TTM_BARS - 1; i++) {
    double close = s->close[i] - shift;
    sum += close;
    squares += close * close;
    range_sum += ranges[i];
    levels[i] = NAN;
  }
  double old = 0, old_range = 0;
  for (long i = TTM_BARS - 1; i < s->bars; i++) {
    double close = s->close[i] - shift;
    sum += close - old;
    squares += close * close - old * old;
    range_sum += ranges[i] - old_range;
    old = s->close[i - TTM_BARS + 1] - shift;
    old_range = ranges[i - TTM_BARS + 1];
    means[i] = shift + sum * share;
    spreads[i] = squares - sum * sum * share;
    levels[i] = range_sum * share;
  }
  double range = levels[last], spread = spreads[last] > 0 ? spreads[last] : 0;
  fill_bands(cells, means[last], sqrt(spread * share), range);
  for (long i = TTM_BARS - 1; i < s->bars; i++) {
    double spread = spreads[i] > 0 ? spreads[i] : 0;
    levels[i] = level_of(sqrt(spread * share), levels[i]);
  }
}

static void fill_distances(const struct series *s, const double *means, double *distances,
                           double *tops, double *bottoms) {
  moving_highest(s->high, s->bars, TTM_BARS, tops);
  moving_lowest(s->low, s->bars, TTM_BARS, bottoms);
  for (long i = TTM_BARS - 1; i < s->bars; i++) {
    distances[i] = s->close[i] - ((tops[i] + bottoms[i]) / 2 + means[i]) / 2;
  }
}

static void momentum(const double *distances, long bars, double *momenta) {
  const double w = TTM_BARS, share = 1 / w, per_rise = 6 / (w * (w + 1));
  const long first = TTM_BARS - 1, full = 2 * TTM_BARS - 2;
  double sum = 0, moment = 0;
  for (long i = 0; i < full; i++) momenta[i] = NAN;
  for (long i = first; i < full; i++) {
    moment += (i - first) * distances[i];
    sum += distances[i];
  }
  /* Positions 0..w-1 from the oldest: when it leaves, all others move down by one. */
  double old = 0;
  for (long i = full; i < bars; i++) {
    moment += (w - 1) * distances[i] - (i == full ? 0 : sum - old);
    sum += distances[i] - old;
    momenta[i] = sum * share + (moment - (w - 1) / 2 * sum) * per_rise;
    old = distances[i - TTM_BARS + 1];
  }
}

static void macd(const struct series *s, double *line, double *signals, double *histograms) {
  const double fast_factor = 2.0 / (FAST_BARS + 1), slow_factor = 2.0 / (SLOW_BARS + 1);
  const double signal_factor = 2.0 / (SIGNAL_BARS + 1);
  double fast = s->close[0], slow = fast, signal = 0;
  for (long i = 0; i < s->bars; i++) {
    fast += (s->close[i] - fast) * fast_factor;
    slow += (s->close[i] - slow) * slow_factor;
    line[i] = fast - slow;
    signal += (line[i] - signal) * signal_factor;
    signals[i] = signal;
    histograms[i] = line[i] - signal;
  }
}

static void vpb(const struct series *s, double *highests, double *lowests, double *usuals) {
  double sum = 0, old = 0;
  moving_highest(s->high, s->bars, BREAKOUT_BARS, highests);
  moving_lowest(s->low, s->bars, BREAKOUT_BARS, lowests);
  for (long i = 0; i < BREAKOUT_BARS - 1; i++) highests[i] = lowests[i] = NAN;
  for (long i = 0; i < VOLUME_BARS - 1; i++) {
    sum += s->volume[i];
    usuals[i] = NAN;
  }
  for (long i = VOLUME_BARS - 1; i < s->bars; i++) {
    sum += s->volume[i] - old;
    usuals[i] = sum / VOLUME_BARS;
    old = s->volume[i - VOLUME_BARS + 1];
  }
}

static void read_squeeze(const double *levels, const double *momenta, long last, double *cells) {
  cells[DOTS] = 0;
  for (long i = last - DOT_BARS + 1; i <= last; i++) cells[DOTS] = cells[DOTS] * 10 + levels[i];
  cells[FIRE_BACK] = -1;
  cells[FIRE_SIDE] = 0;
  for (long back = 0; back < FIRE_BARS; back++) {
    long i = last - back;
    if (levels[i] >= NORMAL_LEVEL || !(levels[i - 1] >= NORMAL_LEVEL)) continue;
    cells[FIRE_BACK] = back;
    cells[FIRE_SIDE] = side_of(momenta[i]);
    break;
  }
  long i = last;
  while (i >= 0 && levels[i] >= NORMAL_LEVEL) i--;
  cells[DURATION] = last - i;
  cells[MOMENTUM] = momenta[last];
  cells[TREND] = side_of(momenta[last] - momenta[last - 1]);
}

/* `columns` holds COLUMN_COUNT columns of one symbol; the next symbol writes over them. */
void full_series(const double *high, const double *low, const double *close, const double *volume,
                 long symbols, long bars, double *columns, double *all_cells) {
  double *column[COLUMN_COUNT];
  for (int k = 0; k < COLUMN_COUNT; k++) column[k] = columns + k * bars;
  for (long symbol = 0; symbol < symbols; symbol++) {
    long first = symbol * bars, last = bars - 1;
    struct series s = {high + first, low + first, close + first, volume + first, bars};
    double *cells = all_cells + symbol * CELL_COUNT;
    squeeze(&s, column[RANGES], column[LEVELS], column[MEANS], column[SPREADS], cells);
    fill_distances(&s, column[MEANS], column[DISTANCES], column[TOPS], column[BOTTOMS]);
    momentum(column[DISTANCES], bars, column[MOMENTA]);
    macd(&s, column[MACDS], column[SIGNALS], column[HISTOGRAMS]);
    vpb(&s, column[HIGHESTS], column[LOWESTS], column[USUALS]);
    read_squeeze(column[LEVELS], column[MOMENTA], last, cells);
    cells[MACD] = column[MACDS][last];
    cells[SIGNAL] = column[SIGNALS][last];
    fill_cross(cells, column[HISTOGRAMS][last], column[HISTOGRAMS][last - 1]);
    cells[HIGHEST] = column[HIGHESTS][last - 1];
    cells[LOWEST] = column[LOWESTS][last - 1];
    fill_breakout(cells, s.close[last], s.volume[last], column[USUALS][last - 1]);
  }
}
