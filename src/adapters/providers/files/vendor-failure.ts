import { Failure } from "../../../base/failure.ts";

/** What goes wrong with a file, as of a vendor: the router knows what to do about those. */
export function vendorFailure(error: unknown): Failure {
  if (!(error instanceof Failure)) throw error;
  const options = { cause: error };
  if (error.code === "input.missing") {
    return new Failure("provider.unavailable", error.message, options);
  }
  if (error.code === "input.invalid") {
    return new Failure("provider.bad-payload", error.message, options);
  }
  return error;
}
