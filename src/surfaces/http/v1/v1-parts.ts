import type { EffectiveSetting } from "../../../config/effective-settings.ts";
import type { LimitTable } from "../../../config/memory-limits.ts";
import type { EventStreams } from "../stream/stream-wish.ts";
import type { HotVersions } from "./hot-versions.ts";

/** What the routes of /api/v1 keep between requests; one for each server. */
export interface V1Parts {
  readonly hot: HotVersions;
  /** Null where there is no bus. */
  readonly live: EventStreams | null;
  /** Limits that the services are meant to have. */
  readonly limits: LimitTable;
  /** Settings of the program; null where whoever started the server did not tell. */
  readonly settings: readonly EffectiveSetting[] | null;
  readonly reference: ApiReference;
  /** Drops what can be made again. */
  releaseCaches(): void;
  /** Ends the live stream of every client; resolves once they are told. May be called twice. */
  stop(): Promise<void>;
}

/** The API about itself. Texts are made when they are first asked for. */
export interface ApiReference {
  /** The OpenAPI document as JSON. */
  document(): VersionedText;
  /** The page for people. */
  page(facts: { readonly isSimulated: boolean }): VersionedText;
  /** The address that a form of the page asks for; null for one that the page does not have. */
  triedUrl(form: URLSearchParams): string | null;
}

export interface VersionedText {
  readonly text: string;
  /** Changes with the text. */
  readonly version: string;
}
