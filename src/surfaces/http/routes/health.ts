import { defineRoute, jsonAnswer } from "../route.ts";

export const health = defineRoute({
  group: "Server",
  path: "/health",
  summary: "Answers as long as the server runs; says nothing about the data.",
  params: {},
  acceptsUnknown: true,
  isPublic: true,
  answer: (_, { version, status, nowTsMs }) =>
    jsonAnswer(() => ({
      status: "healthy",
      service: serviceName,
      release: version,
      simulated: status.isSimulated,
      timestamp: new Date(nowTsMs).toISOString(),
    })),
});

/** What the reference system's server called itself by its role. */
export const serviceName = "learn2trade API server";
