import type { CellValue } from "../../../domain/signal.ts";
import type { Schema } from "../openapi/schema.ts";

/** Cells by column name. A value that does not exist is null, never a made-up 0. */
export function cellsSchema(description: string): Schema<Readonly<Record<string, CellValue>>> {
  return {
    type: "object",
    description,
    additionalProperties: { type: ["number", "string", "boolean", "null"] },
    examples: [{ price: 187.5, momentum: 1.25, squeeze_on: false }],
  };
}
