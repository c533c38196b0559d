/*
 * The three scanners at the newest bar only, plain C: the algorithms of src/scanners, which sum
 * every window afresh and look no further back than the verdict needs. 80 bars at least.
 */
#include <math.h>
#include "cells.h"

static double mean_of(const double *v, long last, long window) {
  const double *from = v + last - window + 1;
  double sum = 0;
  for (long k = 1; k < window; k++) sum += from[k] - from[0];
  return from[0] + sum / window;
}

static double sigma_of(const double *v, long last) {
  const double *from = v + last - TTM_BARS + 1;
  double sum = 0, squares = 0;
  for (int k = 1; k < TTM_BARS; k++) {
    double difference = from[k] - from[0];
    sum += difference;
    squares += difference * difference;
  }
  double spread = squares - sum * sum / TTM_BARS;
  return spread > 0 ? sqrt(spread / TTM_BARS) : 0;
}

static double line_end(const double *v) {
  double sum = 0, moment = 0;
  for (int k = 1; k < TTM_BARS; k++) {
    double difference = v[k] - v[0];
    sum += difference;
    moment += (k - (TTM_BARS - 1) / 2.0) * difference;
  }
  return v[0] + (sum / TTM_BARS + 6 * moment / (TTM_BARS * (TTM_BARS + 1)));
}

static double highest_of(const double *v, long last, long window) {
  double found = v[last];
  for (long k = last - window + 1; k < last; k++) found = v[k] > found ? v[k] : found;
  return found;
}

static double lowest_of(const double *v, long last, long window) {
  double found = v[last];
  for (long k = last - window + 1; k < last; k++) found = v[k] < found ? v[k] : found;
  return found;
}

static long highest_index(const double *v, long first, long last) {
  long at = first;
  for (long k = first + 1; k <= last; k++) at = v[k] >= v[at] ? k : at;
  return at;
}

static long lowest_index(const double *v, long first, long last) {
  long at = first;
  for (long k = first + 1; k <= last; k++) at = v[k] <= v[at] ? k : at;
  return at;
}

/* Distances of the closes first..last from the middle of their range and mean. */
static void fill_distances(const struct series *s, long first, long last, double *distances) {
  long high_at = -1, low_at = -1;
  for (long i = first; i <= last; i++) {
    long oldest = i - TTM_BARS + 1;
    if (high_at < oldest) high_at = highest_index(s->high, oldest, i);
    else if (s->high[i] >= s->high[high_at]) high_at = i;
    if (low_at < oldest) low_at = lowest_index(s->low, oldest, i);
    else if (s->low[i] <= s->low[low_at]) low_at = i;
    double middle = (s->high[high_at] + s->low[low_at]) / 2;
    distances[i - first] = s->close[i] - (middle + mean_of(s->close, i, TTM_BARS)) / 2;
  }
}

static double momentum_at(const struct series *s, long at) {
  double distances[TTM_BARS];
  fill_distances(s, at - TTM_BARS + 1, at, distances);
  return line_end(distances);
}

static int level_at(const struct series *s, const double *ranges, long at) {
  return level_of(sigma_of(s->close, at), mean_of(ranges, at, TTM_BARS));
}

static void ttm(const struct series *s, double *ranges, double *cells) {
  long last = s->bars - 1, from = last - DOT_BARS - TTM_BARS + 1;
  int levels[DOT_BARS];
  for (long i = from; i <= last; i++) ranges[i] = true_range(s, i);
  cells[DOTS] = 0;
  for (int k = 0; k < DOT_BARS; k++) {
    levels[k] = level_at(s, ranges, last - DOT_BARS + 1 + k);
    cells[DOTS] = cells[DOTS] * 10 + levels[k];
  }
  cells[FIRE_BACK] = -1;
  cells[FIRE_SIDE] = 0;
  for (int k = DOT_BARS - 1; k >= DOT_BARS - FIRE_BARS; k--) {
    if (levels[k] >= NORMAL_LEVEL || levels[k - 1] < NORMAL_LEVEL) continue;
    cells[FIRE_BACK] = DOT_BARS - 1 - k;
    cells[FIRE_SIDE] = side_of(momentum_at(s, last - DOT_BARS + 1 + k));
    break;
  }
  int on = 0;
  while (on < DOT_BARS && levels[DOT_BARS - 1 - on] >= NORMAL_LEVEL) on++;
  if (on == DOT_BARS) {
    for (long i = 0; i < from; i++) ranges[i] = true_range(s, i);
    while (last - on >= TTM_BARS - 1 && level_at(s, ranges, last - on) >= NORMAL_LEVEL) on++;
  }
  cells[DURATION] = on;
  double distances[TTM_BARS + 1];
  fill_distances(s, last - TTM_BARS, last, distances);
  cells[MOMENTUM] = line_end(distances + 1);
  cells[TREND] = side_of(cells[MOMENTUM] - line_end(distances));
  double mean = mean_of(s->close, last, TTM_BARS);
  fill_bands(cells, mean, sigma_of(s->close, last), mean_of(ranges, last, TTM_BARS));
}

static void macd(const struct series *s, double *cells) {
  const double fast_factor = 2.0 / (FAST_BARS + 1), slow_factor = 2.0 / (SLOW_BARS + 1);
  const double signal_factor = 2.0 / (SIGNAL_BARS + 1);
  double fast = s->close[0], slow = fast, line = 0, signal = 0, now = NAN, before = NAN;
  for (long i = 0; i < s->bars; i++) {
    fast += (s->close[i] - fast) * fast_factor;
    slow += (s->close[i] - slow) * slow_factor;
    line = fast - slow;
    signal += (line - signal) * signal_factor;
    before = now;
    now = line - signal;
  }
  cells[MACD] = line;
  cells[SIGNAL] = signal;
  fill_cross(cells, now, before);
}

static void vpb(const struct series *s, double *cells) {
  long last = s->bars - 1;
  double sum = 0;
  for (long i = last - VOLUME_BARS; i < last; i++) sum += s->volume[i];
  cells[HIGHEST] = highest_of(s->high, last - 1, BREAKOUT_BARS);
  cells[LOWEST] = lowest_of(s->low, last - 1, BREAKOUT_BARS);
  fill_breakout(cells, s->close[last], s->volume[last], sum / VOLUME_BARS);
}

/* `ranges` is scratch for one symbol's true ranges. */
void verdicts(const double *high, const double *low, const double *close, const double *volume,
              long symbols, long bars, double *ranges, double *all_cells) {
  for (long symbol = 0; symbol < symbols; symbol++) {
    long first = symbol * bars;
    struct series s = {high + first, low + first, close + first, volume + first, bars};
    double *cells = all_cells + symbol * CELL_COUNT;
    ttm(&s, ranges, cells);
    macd(&s, cells);
    vpb(&s, cells);
  }
}
