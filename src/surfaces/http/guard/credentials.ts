/** How a request says who it is. Never in the address: addresses end up in logs and histories. */
export type Credentials =
  | { readonly kind: "key"; readonly text: string }
  | { readonly kind: "session"; readonly token: string }
  | { readonly kind: "none" };

export const sessionCookie = "l2t_session";
const tokenPattern = /^[0-9a-f]{64}$/;
/** A longer one is no key of ours and is not looked at. */
const keyLengthMax = 200;

export function readCredentials(headers: Headers): Credentials {
  const authorization = headers.get("Authorization");
  if (authorization !== null) {
    const bearer = /^Bearer +(.+)$/i.exec(authorization.slice(0, keyLengthMax))?.[1];
    return { kind: "key", text: bearer?.trim() ?? "" };
  }
  const apiKey = headers.get("X-API-Key");
  if (apiKey !== null) return { kind: "key", text: apiKey.slice(0, keyLengthMax).trim() };
  const token = sessionToken(headers);
  return token === null ? { kind: "none" } : { kind: "session", token };
}

export function sessionToken(headers: Headers): string | null {
  for (const part of (headers.get("Cookie") ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 0 || part.slice(0, at).trim() !== sessionCookie) continue;
    const token = part.slice(at + 1).trim();
    if (tokenPattern.test(token)) return token;
  }
  return null;
}
