import type { Result } from "../base/result.ts";
import { err, ok } from "../base/result.ts";
import type { ScannerDefinition } from "./define.ts";
import { macd } from "./macd.ts";
import { rsiExtreme } from "./rsi-extreme.ts";
import { ttmSqueeze } from "./ttm-squeeze.ts";
import { vpb } from "./vpb.ts";

/**
 * Every scanner, in the order people see. A new one needs its file, its line here and its test:
 * commands, routes, pages, tables and docs read this list.
 */
export const scanners: readonly ScannerDefinition[] = [ttmSqueeze, vpb, macd, rsiExtreme];

export function findScanner(id: string): Result<ScannerDefinition> {
  const found = scanners.find((definition) => definition.scanner === id);
  if (found) return ok(found);
  const offered = scanners.map((definition) => definition.scanner).join(", ");
  return err(`"${id}" is not a scanner; use one of ${offered}`);
}
