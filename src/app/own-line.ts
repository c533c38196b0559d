/** Where the files of a compiled program are for itself. */
const compiledFolder = "/$bunfs/";

/** This very program with other words: as bin/l2t runs it, or compiled. */
export function ownLine(words: readonly string[]): readonly [string, ...string[]] {
  const [, main = ""] = process.argv;
  if (main.startsWith(compiledFolder)) return [process.execPath, ...words];
  return [process.execPath, ...process.execArgv, main, ...words];
}
