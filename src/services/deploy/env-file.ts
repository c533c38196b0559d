/**
 * Variables of a file as systemd reads it (systemd.exec, EnvironmentFile=): a line each, comments
 * begin with # or ;, values may stand in quotes. Lines that are none of this are passed over.
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const match = /^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, name = "", value = ""] = match;
    const quoted = /^(["'])(.*)\1$/.exec(value);
    variables[name] = quoted?.[2] ?? value;
  }
  return variables;
}
