import { openApiDocument } from "../openapi/document.ts";
import { renderApiPage } from "../page/api-page.ts";
import { triedUrl } from "../page/api-try.ts";
import type { Route } from "../route.ts";
import { hasher } from "../runtime.ts";
import type { ApiReference, VersionedText } from "./v1-parts.ts";

/** Document and page of routes: 90 KB each, which take some milliseconds to make. */
export class Reference implements ApiReference {
  readonly #routes: readonly Route[];
  readonly #release: string;
  readonly #texts = new Map<string, VersionedText>();

  constructor(routes: readonly Route[], release: string) {
    this.#routes = routes;
    this.#release = release;
  }

  document(): VersionedText {
    const made = () => JSON.stringify(openApiDocument(this.#routes, this.#release));
    return this.#text("document", made);
  }

  page({ isSimulated }: { readonly isSimulated: boolean }): VersionedText {
    const [routes, release] = [this.#routes, this.#release];
    const made = () => renderApiPage({ routes, release, isSimulated });
    return this.#text(isSimulated ? "simulated page" : "page", made);
  }

  triedUrl(form: URLSearchParams): string | null {
    return triedUrl(form, this.#routes);
  }

  clear(): void {
    this.#texts.clear();
  }

  #text(name: string, make: () => string): VersionedText {
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const text = make();
    const made = { text, version: hasher("sha1").update(text).digest("base64url") };
    this.#texts.set(name, made);
    return made;
  }
}
