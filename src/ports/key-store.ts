/** What a key of the API may do; each one includes those before it. */
export const keyScopes = ["read", "write", "admin"] as const;
export type KeyScope = (typeof keyScopes)[number];

export interface ApiKey {
  /** Short public name of the key, part of its text. */
  readonly id: string;
  readonly label: string;
  readonly scope: KeyScope;
  /** SHA-256 of the secret, hexadecimal: the secret itself is stored nowhere. */
  readonly secretHash: string;
  readonly createdTsMs: number;
  readonly lastUsedTsMs: number | null;
  readonly revokedTsMs: number | null;
}

/** Keys of the API. May throw Failure store.busy, store.invalid, store.unavailable. */
export interface KeyStore {
  /** Throws BugError when the id is taken. */
  add(key: ApiKey): void;
  find(id: string): ApiKey | null;
  /** Oldest first, revoked ones included. */
  list(): readonly ApiKey[];
  /** False when there is no such key or it was revoked before. */
  revoke(id: string, tsMs: number): boolean;
  markUsed(id: string, tsMs: number): void;
}
