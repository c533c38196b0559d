/** What stands where a secret stood. */
export const hidden = "(hidden)";

/** Names of headers, parameters and fields that carry a secret or say whose account it is. */
const secretNames = new Set([
  ...["authorization", "proxyauthorization", "cookie", "cookies", "setcookie", "crumb", "password"],
  ...["apikey", "appkey", "appsecret", "clientsecret", "secret", "signature", "token"],
  ...["sessionid", "accountnumber", "accountid", "displayacctid", "nickname", "hashvalue"],
  ...["correlid", "schwabclientcorrelid", "schwabclientcustomerid", "customerid"],
]);
/** Secret in what we send; in what comes these are ordinary words. */
const sentNames = new Set(["key", "code", "session", "clientid", "pass", "userid"]);
/** Parts that make a name secret wherever they stand: "x-amz-security-token". */
const secretParts = ["token", "secret", "apikey", "password", "cookie", "authorization"];
/** Names that only look like it; pages could not be followed in a capture without them. */
const openNames = new Set(["pagetoken", "nextpagetoken", "nexttoken", "tokentype"]);

const quotedPair = /"([A-Za-z0-9_.-]{1,64})"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.]*|\[[^\][{]*\])/g;
/** JSON that stands inside a text of JSON. */
const escapedPair = /\\"([A-Za-z0-9_.-]{1,64})\\"(\s*:\s*)\\"((?:[^"\\]|\\\\\\")*)\\"/g;
const plainPair = /(^|[^A-Za-z0-9_-])([A-Za-z0-9_-]{1,64})=([^\s&;"'<>\\]+)/g;
const scheme = /\b(Bearer|Basic)\s+([A-Za-z0-9._~+/=-]{4,})/gi;

/** Whether a text was sent by us, or came. */
export type Direction = "out" | "in";

export function isSecretName(name: string, direction: Direction = "out"): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (openNames.has(plain)) return false;
  return (
    secretNames.has(plain) ||
    (direction === "out" && sentNames.has(plain)) ||
    plain.startsWith("apca") ||
    secretParts.some((part) => plain.includes(part))
  );
}

/**
 * Hides what stands beside a secret's name in JSON, a form, an address or a header. `onSecret` gets
 * each text that was hidden, as it stood there.
 */
export function redactText(
  text: string,
  direction: Direction = "out",
  onSecret: (value: string) => void = () => {},
): string {
  const hide = (value: string) => {
    onSecret(value);
    return hidden;
  };
  return text
    .replace(quotedPair, (pair, name: string, between: string, value: string) => {
      if (!isSecretName(name, direction)) return pair;
      if (!value.startsWith("[")) onSecret(value.replace(/^"|"$/g, ""));
      return `"${name}"${between}${value.startsWith("[") ? `["${hidden}"]` : `"${hidden}"`}`;
    })
    .replace(escapedPair, (pair, name: string, between: string, value: string) =>
      isSecretName(name, direction) ? `\\"${name}\\"${between}\\"${hide(value)}\\"` : pair,
    )
    .replace(plainPair, (pair, before: string, name: string, value: string) =>
      isSecretName(name, direction) && value !== hidden ? `${before}${name}=${hide(value)}` : pair,
    )
    .replace(scheme, (_, word: string, value: string) => `${word} ${hide(value)}`);
}
