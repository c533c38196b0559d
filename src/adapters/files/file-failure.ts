import { Failure } from "../../base/failure.ts";

/** Errors of the file system as Failure input.missing, in words; others as they are. */
export function fileFailure(error: unknown, label: string): unknown {
  if (error instanceof Failure || !(error instanceof Error) || !("code" in error)) return error;
  const verdict = verdicts[String(error.code)] ?? `cannot be read (${String(error.code)})`;
  return new Failure("input.missing", `"${label}" ${verdict}`, { cause: error });
}

const verdicts: Readonly<Record<string, string>> = {
  ENOENT: "does not exist; check the path",
  ENOTDIR: "does not exist: a part of its path is a file; check the path",
  EACCES: "may not be read by this user; check its permissions",
  EPERM: "may not be read by this user; check its permissions",
  EISDIR: "is a folder, not a file",
  ENAMETOOLONG: "is no path: it is too long",
  ELOOP: "is a link that leads to itself",
};
