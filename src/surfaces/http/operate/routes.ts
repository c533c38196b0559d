import { defineRoute, jsonAnswer, type Route } from "../route.ts";
import { loginCallback } from "./login-callback.ts";
import { prometheusType } from "./prometheus-text.ts";

/** Another answer each time. */
const unkept = { "Cache-Control": "no-store" } as const;

const ready = defineRoute({
  group: "Server",
  path: "/ready",
  summary: "200 when everything is in order, 503 with the parts that are not.",
  params: {},
  acceptsUnknown: true,
  isPublic: true,
  answer: ({ caller }, { operate, status }) => {
    const { isReady, parts: all } = operate.readiness();
    // Monitors need no key; what is wrong and where is told to the operator only.
    const parts = caller.scope === "admin" ? all : all.map(({ name, ok }) => ({ name, ok }));
    const value = { status: isReady ? "ready" : "not ready", parts, simulated: status.isSimulated };
    return { ...jsonAnswer(() => value, { status: isReady ? 200 : 503 }), headers: unkept };
  },
});

const metrics = defineRoute({
  group: "Server",
  path: "/metrics",
  summary: "Counts and gauges for Prometheus, in its text format 0.0.4.",
  params: {},
  answer: (_, { operate }) => {
    const text = operate.metrics();
    return { status: 200, contentType: prometheusType, body: () => text, headers: unkept };
  },
});

/** What monitors ask for, and where vendors send the browser of whoever runs the server. */
export const operateRoutes: readonly Route[] = [ready, metrics, loginCallback];
