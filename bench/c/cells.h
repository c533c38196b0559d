/*
 * What the race programs answer for one symbol: the numbers of the three scanners' verdicts, in
 * the order of bench/rescan/cells.ts. Windows are the scanners' defaults.
 */
#ifndef CELLS_H
#define CELLS_H

enum cell {
  DOTS, FIRE_BACK, DURATION, MOMENTUM, TREND, FIRE_SIDE,
  BB_UPPER, BB_LOWER, KC_UPPER, KC_LOWER,
  MACD, SIGNAL, HISTOGRAM, HISTOGRAM_BEFORE, CROSS,
  HIGHEST, LOWEST, USUAL_VOLUME, SURGE_PCT, BREAKOUT,
  CELL_COUNT
};

enum { TTM_BARS = 20, DOT_BARS = 10, FIRE_BARS = 5, BREAKOUT_BARS = 7, VOLUME_BARS = 30 };
enum { FAST_BARS = 12, SLOW_BARS = 26, SIGNAL_BARS = 9 };
enum { NORMAL_LEVEL = 2 };

/* One symbol's columns, oldest bar first. */
struct series {
  const double *high, *low, *close, *volume;
  long bars;
};

static inline int side_of(double value) { return (value > 0) - (value < 0); }

static inline double true_range(const struct series *s, long i) {
  double range = s->high[i] - s->low[i];
  if (i == 0) return range;
  double up = s->high[i] - s->close[i - 1];
  double down = s->close[i - 1] - s->low[i];
  if (up > range) range = up;
  return down > range ? down : range;
}

/* 0 none, 1 low, 2 normal, 3 high: channels of 2, 1.5 and 1 average ranges. */
static inline int level_of(double sigma, double range) {
  double reach = 2 * sigma;
  return (reach < range) + (reach < 1.5 * range) + (reach < 2 * range);
}

static inline void fill_bands(double *cells, double mean, double sigma, double range) {
  cells[BB_UPPER] = mean + 2 * sigma;
  cells[BB_LOWER] = mean - 2 * sigma;
  cells[KC_UPPER] = mean + 1.5 * range;
  cells[KC_LOWER] = mean - 1.5 * range;
}

static inline void fill_cross(double *cells, double now, double before) {
  cells[HISTOGRAM] = now;
  cells[HISTOGRAM_BEFORE] = before;
  cells[CROSS] = before <= 0 && now > 0 ? 1 : before >= 0 && now < 0 ? -1 : 0;
}

static inline void fill_breakout(double *cells, double price, double volume, double usual) {
  int is_surge = volume > usual;
  cells[USUAL_VOLUME] = (double)(long long)usual;
  cells[SURGE_PCT] = 100 * (volume / usual - 1);
  cells[BREAKOUT] = !is_surge ? 0 : price > cells[HIGHEST] ? 1 : price < cells[LOWEST] ? -1 : 0;
}

#endif
