/** A piece of HTML that is safe to send: its values were escaped where it was put together. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Strings and numbers are escaped; nothing is printed for the rest. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/**
 * The only way to make HTML: every value is escaped unless it is a template's result itself.
 * Attribute values stand in double quotes in the template, so that an escaped value stays inside.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] as string;
  for (let i = 0; i < values.length; i++) {
    text += printed(values[i]) + (strings[i + 1] as string);
  }
  return new Html(text);
}

/** Attributes: `true` is one without a value; null, undefined and false leave it out. */
export function attributes(
  values: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Html {
  let text = "";
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    text += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`;
  }
  return new Html(text);
}

export function escapeHtml(text: string): string {
  // Most cells hold nothing to escape, and the test is cheaper than the replacement.
  if (!/[&<>"'`]/.test(text)) return text;
  return text.replaceAll(/[&<>"'`]/g, (character) => escapes[character] as string);
}

function printed(value: HtmlValue): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  if (value === null || value === undefined || value === false) return "";
  let text = "";
  for (const part of value) text += printed(part);
  return text;
}
