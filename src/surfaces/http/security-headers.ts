import { htmlType, svgType } from "./route.ts";

/** Nothing from elsewhere, no inline script and no inline style; HTML strings by one policy. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types l2t",
].join("; ");

/** A picture opened by itself: its own styles and font, and nothing that runs. */
const picturePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; frame-ancestors 'none'; sandbox";

/** Everything else is data. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

const common = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  // No Access-Control-Allow-Origin anywhere: other origins can neither read nor embed.
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

const policies: Readonly<Record<string, string>> = {
  [htmlType]: pagePolicy,
  [svgType]: picturePolicy,
};

/** Headers that every answer carries, errors included. */
export function securityHeaders(contentType: string): Record<string, string> {
  return { ...common, "Content-Security-Policy": policies[contentType] ?? dataPolicy };
}
