/** A place where people read messages. */
export interface Notifier {
  /**
   * Resolves once the message was accepted; rate limits are waited out. Throws Failure
   * notifier.refused when it will never be (the channel is gone), notifier.unavailable when it
   * may be later.
   */
  send(text: string, signal: AbortSignal): Promise<void>;
}

/** Characters of one message, as Discord counts them. */
export const messageLengthMax = 2_000;
