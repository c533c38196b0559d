import { Failure } from "../../base/failure.ts";

/** Why a port cannot be had, in words and with the way out. */
export function unavailable(at: {
  readonly host: string;
  readonly port: number;
  readonly error: unknown;
}): Failure {
  const { host, port, error } = at;
  const code = (error as { code?: unknown }).code;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program listens there; choose another port with --port, or stop it",
    EACCES: "this user may not listen there; choose a port from 1024 up with --port",
    EADDRNOTAVAIL: "this machine does not have that address; choose another one with --host",
  };
  const reason = reasons[String(code)] ?? "the system refused; choose another --host or --port";
  const text = `cannot listen on "${host}" port "${port}": ${reason}`;
  return new Failure("host.unavailable", text, { cause: error });
}
