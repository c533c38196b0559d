import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Notifier } from "../../../ports/notifier.ts";

export interface DiscordWebhookOptions {
  /** Address of the webhook: a secret, for whoever has it may post. */
  readonly url: string;
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

const answerMs = 10_000;
const attemptsMax = 5;
/** Waits between attempts: what Discord asks for, else this, doubling. */
const pauseMs = 500;
/** A longer wait is not sat out: the caller tries again later. */
const waitMsMax = 30_000;

/**
 * Posts to a Discord channel through an incoming webhook
 * (discord.com/developers/docs/resources/webhook#execute-webhook).
 */
export class DiscordWebhook implements Notifier {
  readonly #options: DiscordWebhookOptions;

  constructor(options: DiscordWebhookOptions) {
    this.#options = options;
  }

  async send(text: string, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const waitMs = await this.#post(text, signal, pauseMs * 2 ** (attempt - 1));
      if (waitMs === null) return;
      if (attempt >= attemptsMax || waitMs > waitMsMax) {
        throw new Failure(
          "notifier.unavailable",
          `Discord did not take a message in ${attempt} attempts`,
        );
      }
      await clock.sleep(waitMs, signal);
      if (signal.aborted)
        throw new Failure("run.interrupted", "stopped while Discord was waited for");
    }
  }

  /** Null once it is delivered, else how long to wait before the next attempt. */
  async #post(text: string, signal: AbortSignal, usualMs: number): Promise<number | null> {
    const { url, fetch: request = fetch } = this.#options;
    const address = new URL(url);
    // Without it Discord answers before it has looked at the message.
    address.searchParams.set("wait", "true");
    let answer: Response;
    try {
      answer = await request(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        // A symbol such as @everyone must never reach a whole server.
        body: JSON.stringify({ content: text, allowed_mentions: { parse: [] } }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      });
      await answer.arrayBuffer();
    } catch {
      // No connection, no answer in time, or one that was cut off. The address is a secret.
      return usualMs;
    }
    if (answer.ok) return null;
    if (answer.status === 429) return retryAfterMs(answer) ?? usualMs;
    if (answer.status >= 500) return usualMs;
    throw new Failure("notifier.refused", refusalText(answer.status));
  }
}

function retryAfterMs(answer: Response): number | null {
  const seconds = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
}

function refusalText(status: number): string {
  if (status === 401 || status === 403 || status === 404) {
    return `Discord does not know the webhook (${status}); set L2T_DISCORD_WEBHOOK to a new one`;
  }
  return `Discord refused a message (${status})`;
}
