import { plainText } from "../plain-text.ts";

const form = /<form\b[^>]*class="[^"]*\bconsent-form\b[^"]*"[^>]*>[\s\S]*?<\/form>/i;
const hiddenInput = /<input\b[^>]*\btype="hidden"[^>]*>/gi;
const fieldsMax = 20;

/**
 * The filled-in form of the consent page that visitors from the EU get, as a body to post to the
 * page's own address; null where the page has no such form.
 */
export function fillConsentForm(html: string): string | null {
  const found = form.exec(html)?.[0];
  if (found === undefined) return null;
  const body = new URLSearchParams();
  for (const [input] of [...found.matchAll(hiddenInput)].slice(0, fieldsMax)) {
    const name = attributeOf(input, "name");
    if (name !== null) body.append(name, attributeOf(input, "value") ?? "");
  }
  if (!body.has("csrfToken") || !body.has("sessionId")) return null;
  // The page has two fields of this name, and its button sends both.
  body.append("agree", "agree");
  body.append("agree", "agree");
  return body.toString();
}

function attributeOf(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return found === undefined ? null : plainText(found);
}
