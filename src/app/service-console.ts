import { writeSync } from "node:fs";
import type { Environment } from "../config/settings.ts";
import { makePainter } from "../surfaces/cli/color.ts";
import { serviceCommand } from "../surfaces/cli/commands/service.ts";
import { chooseGlyphs } from "../surfaces/cli/glyphs.ts";
import type { Output } from "../surfaces/cli/output.ts";
import type { Program } from "../surfaces/cli/program.ts";
import { composeServiceProgram } from "./compose-service-program.ts";
import type { Console } from "./console.ts";

const columns = 80;
const descriptors = { out: 1, err: 2 } as const;

/**
 * The console of `l2t service`: one command, and lines for a log. Streams and terminals of the
 * runtime would take 3 MB of memory in each of six processes.
 */
export function serviceConsole(environment: Environment): Console {
  return {
    commands: [serviceCommand],
    out: logOutput(descriptors.out, environment),
    err: logOutput(descriptors.err, environment),
    // The one command there is asks for nothing else of the program.
    program: composeServiceProgram(environment) as Program,
    flush: async () => undefined,
  };
}

function logOutput(descriptor: number, environment: Environment): Output {
  return {
    isTerminal: false,
    columns,
    rows: Number.POSITIVE_INFINITY,
    paint: makePainter(false),
    colorDepth: "none",
    glyphs: chooseGlyphs(environment),
    async write(content) {
      try {
        writeSync(descriptor, typeof content === "string" ? Buffer.from(content) : content);
      } catch (error) {
        // The work matters more than its log: a reader that is slow or gone loses lines.
        const { code } = error as NodeJS.ErrnoException;
        if (code !== "EAGAIN" && code !== "EPIPE") throw error;
      }
    },
  };
}
