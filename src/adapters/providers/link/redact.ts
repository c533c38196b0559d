/** What stands where a secret stood. */
export const hidden = "(hidden)";

/** Names of headers, parameters and fields that carry a secret or say whose account it is. */
const secretNames = new Set(
  [
    ...["authorization", "proxyauthorization", "cookie", "setcookie", "xapikey"],
    ...["apcaapikeyid", "apcaapisecretkey", "apikey", "key", "secret", "password", "pass"],
    ...["token", "accesstoken", "refreshtoken", "idtoken", "crumb", "code", "session"],
    ...["sessionid", "clientid", "clientsecret", "appkey", "appsecret", "signature"],
    ...["accountnumber", "accountid", "hashvalue", "cookies", "correlid", "customerid"],
    ...["schwabclientcustomerid", "schwabclientcorrelid", "clientcorrelid", "userid"],
  ].map(plainName),
);

/** Words of a name that make it secret wherever they stand: "x-amz-security-token". */
const secretParts = ["token", "secret", "apikey", "password", "cookie", "authorization"];

const quotedPair = /"([A-Za-z0-9_.-]{1,64})"\s*:\s*"((?:[^"\\]|\\.)*)"/g;
const plainPair = /\b([A-Za-z0-9_-]{1,64})=([^\s&;"'<>]+)/g;
const scheme = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}/gi;

export function isSecretName(name: string): boolean {
  const plain = plainName(name);
  return (
    secretNames.has(plain) ||
    plain.startsWith("apca") ||
    secretParts.some((part) => plain.includes(part))
  );
}

/** Hides what stands beside a secret's name in JSON, a query or a header. */
export function redactText(text: string): string {
  return text
    .replace(quotedPair, (pair, name: string) =>
      isSecretName(name) ? `"${name}":"${hidden}"` : pair,
    )
    .replace(plainPair, (pair, name: string) => (isSecretName(name) ? `${name}=${hidden}` : pair))
    .replace(scheme, (_, word: string) => `${word} ${hidden}`);
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
