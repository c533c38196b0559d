import { Failure } from "../../../base/failure.ts";
import { apiOptions } from "../../../config/api-options.ts";
import { providerOptions } from "../../../config/provider-options.ts";
import { demoOptions, scannerOptions } from "../../../config/service-options.ts";
import { type ServiceName, scannerServices, serviceNames } from "../../../domain/service-name.ts";
import { defineCommand } from "../command.ts";
import { planService } from "../plan-service.ts";

export const serviceCommand = defineCommand({
  name: "service",
  group: "start",
  summary: "Run one of the six services as a process of its own",
  details: [
    "systemd units and l2t up --processes run this. Several services work on one data directory, " +
      "each once: a second one is refused with the process that runs the first. They start in " +
      "any order; each does what it can with what is there.",
    "It ends in an orderly way on SIGTERM and ctrl-C with exit code 0, and with 75 when it wants " +
      "to be started anew. Under systemd (Type=notify) it tells of its start and gives signs of " +
      "life while its work makes progress.",
  ],
  arguments: {
    name: { placeholder: "NAME", help: "which service", choices: serviceNames },
  },
  options: {
    once: {
      kind: "switch",
      flag: "once",
      help: "scanners: judge what is new, write it and end, for a schedule",
    },
    ...scannerOptions,
    ...demoOptions,
    ...providerOptions,
    ...apiOptions,
  },
  formats: [],
  finishesOnStop: true,
  usesServer: true,
  examples: [
    { line: "service api-server --port 8080", help: "the API and the page alone" },
    { line: "service vpb-scanner --once", help: "every hour, say, where memory is short" },
  ],
  exits: { 75: "It was asked to start anew: whoever supervises starts it again." },
  failures: [
    "config.invalid",
    "host.unavailable",
    "store.busy",
    "store.unavailable",
    "store.invalid",
  ],
  async run(context, { args, options }) {
    const { program, out, signal } = context;
    const name = args.name as ServiceName;
    if (options.once && !scannerServices.includes(name)) {
      throw new Failure("usage.invalid", `--once is for scanners; the ${name} runs until it ends`);
    }
    const plan = await planService(context, options);
    const onLine = (text: string) => void out.write(`${text}\n`);
    const { once: isOnce, batchSize: batchSeries, workers } = options;
    const scan = { batchSeries, workers };
    return await program.runService({ name, plan, isOnce, scan, signal, onLine });
  },
});
