/** One event of a server-sent stream: its name and its data. */
export interface StreamEvent {
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

/** Reads a server-sent stream until `signal` aborts; `onEvent` gets each event as it arrives. */
export async function readStream(
  url: string,
  signal: AbortSignal,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const response = await fetch(url, { signal, headers: { Accept: "text/event-stream" } });
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split("\n\n");
      text = parts.pop() ?? "";
      for (const part of parts) onEvent(parseEvent(part));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function parseEvent(part: string): StreamEvent {
  const field = (name: string) =>
    part
      .split("\n")
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart())
      .join("\n");
  return { id: field("id"), name: field("event"), data: field("data") };
}
