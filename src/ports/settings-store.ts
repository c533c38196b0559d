/** What users changed while the program runs; values are JSON texts, checked by their readers. */
export interface SettingsStore {
  get(name: string): string | null;
  /** In order of their names. */
  all(): readonly { readonly name: string; readonly value: string; readonly updatedTsMs: number }[];
  set(name: string, value: string): void;
  /** False when it was not set. */
  unset(name: string): boolean;
}
