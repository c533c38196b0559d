import { Failure } from "../../../base/failure.ts";
import type { VendorResponse } from "../vendor-http.ts";

/**
 * The answer, or null where Yahoo refused the question itself: 404 for a symbol that is unknown,
 * delisted or has nothing of the kind, 400 and 422 for a time of which it has nothing.
 */
export async function orUnknown(answer: Promise<VendorResponse>): Promise<VendorResponse | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Failure && error.code === "provider.refused") return null;
    throw error;
  }
}
