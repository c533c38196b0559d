/** Sessions seen, mean of their volumes, sum of squared differences to it. */
export interface VolumeHistory {
  readonly historyDays: number;
  readonly meanVolume: number;
  readonly squaredVolume: number;
}

export const emptyHistory: VolumeHistory = { historyDays: 0, meanVolume: 0, squaredVolume: 0 };
/** Fewer sessions make no deviation worth the name. */
export const historyDaysMin = 5;

/**
 * A history with one more session.
 *
 * in    history, volume of the session in contracts
 * out   a new history; the same one for a NaN
 * cost  O(1), no session is kept
 * src   Welford 1962; Knuth, TAOCP 2, 4.2.2
 */
export function withSession(history: VolumeHistory, volume: number): VolumeHistory {
  if (Number.isNaN(volume)) return history;
  const historyDays = history.historyDays + 1;
  const before = volume - history.meanVolume;
  const meanVolume = history.meanVolume + before / historyDays;
  const squaredVolume = history.squaredVolume + before * (volume - meanVolume);
  return { historyDays, meanVolume, squaredVolume };
}

/**
 * By how many standard deviations (n - 1) a volume lies above the mean of its history; NaN with
 * less than `historyDaysMin` sessions, or where all of them were alike.
 */
export function volumeZScore(history: VolumeHistory, volume: number): number {
  const { historyDays, meanVolume, squaredVolume } = history;
  if (historyDays < historyDaysMin || !(squaredVolume > 0)) return Number.NaN;
  return (volume - meanVolume) / Math.sqrt(squaredVolume / (historyDays - 1));
}
