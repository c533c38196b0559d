/*
 * The three scanners' indicators over every bar, as TA-Lib computes them: one call per
 * indicator and symbol, whole columns. TTM momentum is composed of its parts.
 */
#include <ta-lib/ta_libc.h>
#include "cells.h"

enum column {
  SIGMAS, MEANS, RANGES, MEAN_RANGES, HIGHESTS20, LOWESTS20, DISTANCES, MOMENTA,
  MACDS, SIGNALS, HISTOGRAMS, HIGHESTS, LOWESTS, USUALS, COLUMN_COUNT
};

long talib_columns(void) { return COLUMN_COUNT; }

/* Where the newest value of a column stands: TA-Lib writes from index 0 whatever the warm-up. */
struct ends { int sigma, mean, range, momentum, macd, highest, usual; };

static void compute(const struct series *s, double **column, struct ends *ends) {
  int last = (int)s->bars - 1, from = 0, count = 0, width = TTM_BARS;
  TA_STDDEV(0, last, s->close, width, 1, &from, &count, column[SIGMAS]);
  ends->sigma = count - 1;
  TA_SMA(0, last, s->close, width, &from, &count, column[MEANS]);
  ends->mean = count - 1;
  TA_TRANGE(0, last, s->high, s->low, s->close, &from, &count, column[RANGES]);
  TA_SMA(0, count - 1, column[RANGES], width, &from, &count, column[MEAN_RANGES]);
  ends->range = count - 1;
  TA_MAX(0, last, s->high, width, &from, &count, column[HIGHESTS20]);
  TA_MIN(0, last, s->low, width, &from, &count, column[LOWESTS20]);
  for (int k = 0; k < count; k++) {
    double middle = (column[HIGHESTS20][k] + column[LOWESTS20][k]) / 2;
    column[DISTANCES][k] = s->close[k + from] - (middle + column[MEANS][k]) / 2;
  }
  TA_LINEARREG(0, count - 1, column[DISTANCES], width, &from, &count, column[MOMENTA]);
  ends->momentum = count - 1;
  TA_MACD(0, last, s->close, FAST_BARS, SLOW_BARS, SIGNAL_BARS, &from, &count, column[MACDS],
          column[SIGNALS], column[HISTOGRAMS]);
  ends->macd = count - 1;
  TA_MAX(0, last, s->high, BREAKOUT_BARS, &from, &count, column[HIGHESTS]);
  TA_MIN(0, last, s->low, BREAKOUT_BARS, &from, &count, column[LOWESTS]);
  ends->highest = count - 1;
  TA_SMA(0, last, s->volume, VOLUME_BARS, &from, &count, column[USUALS]);
  ends->usual = count - 1;
}

void talib_series(const double *high, const double *low, const double *close,
                  const double *volume, long symbols, long bars, double *columns,
                  double *all_cells) {
  double *column[COLUMN_COUNT];
  TA_Initialize();
  for (int k = 0; k < COLUMN_COUNT; k++) column[k] = columns + k * bars;
  for (long symbol = 0; symbol < symbols; symbol++) {
    long first = symbol * bars, last = bars - 1;
    struct series s = {high + first, low + first, close + first, volume + first, bars};
    double *cells = all_cells + symbol * CELL_COUNT;
    struct ends ends;
    compute(&s, column, &ends);
    cells[DOTS] = 0;
    for (int back = DOT_BARS - 1; back >= 0; back--) {
      double sigma = column[SIGMAS][ends.sigma - back];
      cells[DOTS] = cells[DOTS] * 10 + level_of(sigma, column[MEAN_RANGES][ends.range - back]);
    }
    cells[MOMENTUM] = column[MOMENTA][ends.momentum];
    cells[TREND] = side_of(cells[MOMENTUM] - column[MOMENTA][ends.momentum - 1]);
    fill_bands(cells, column[MEANS][ends.mean], column[SIGMAS][ends.sigma],
               column[MEAN_RANGES][ends.range]);
    cells[MACD] = column[MACDS][ends.macd];
    cells[SIGNAL] = column[SIGNALS][ends.macd];
    fill_cross(cells, column[HISTOGRAMS][ends.macd], column[HISTOGRAMS][ends.macd - 1]);
    cells[HIGHEST] = column[HIGHESTS][ends.highest - 1];
    cells[LOWEST] = column[LOWESTS][ends.highest - 1];
    fill_breakout(cells, s.close[last], s.volume[last], column[USUALS][ends.usual - 1]);
  }
}
