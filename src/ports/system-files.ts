/**
 * Files of the system around the program: units, settings, executables, databases. Whatever is
 * written appears in one step or not at all, and replaces a link instead of following it. Throws
 * Failure host.unavailable with the path where the system refuses.
 */
export interface SystemFiles {
  /** Text of a file; undefined where there is none. */
  read(path: string): string | undefined;
  write(path: string, text: string, options: { readonly mode: number }): void;
  /** Whether two files hold the same bytes; false where one is missing. */
  isSame(a: string, b: string): boolean;
  /** Copies a file with its mode and owner, or those that are given. Missing folders are made. */
  copy(
    from: string,
    to: string,
    options?: { readonly mode?: number; readonly ownerOf?: string },
  ): void;
  /** A file or a folder with all it holds; nothing where there is none. */
  remove(path: string): void;
  /** Of a file; undefined where there is none. */
  bytes(path: string): number | undefined;
  /** Names in a folder, sorted; none where it does not exist. */
  list(folder: string): readonly string[];
}
