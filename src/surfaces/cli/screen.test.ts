import { expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { Screen } from "./screen.ts";

const escapeCharacter = "\u001b";

test("a screen is drawn in place, cut to its rows, and leaves its last picture", async () => {
  const output = { ...memoryOutput({ isTerminal: true, columns: 80 }), rows: 3 };
  const written: string[] = [];
  output.write = async (content) => void written.push(String(content));
  const screen = new Screen(output);
  screen.open();
  await screen.draw(["one", "two", "three", "four"]);
  await screen.draw(["1", "2", "3"]);
  await screen.close();
  await screen.close();
  expect(written).toEqual([
    `${escapeCharacter}[?1049h${escapeCharacter}[?25l`,
    `${escapeCharacter}[Hone${escapeCharacter}[K\ntwo${escapeCharacter}[K\n${escapeCharacter}[J`,
    `${escapeCharacter}[H1${escapeCharacter}[K\n2${escapeCharacter}[K\n${escapeCharacter}[J`,
    `${escapeCharacter}[?25h${escapeCharacter}[?1049l`,
    "1\n2\n3\n",
  ]);
});

test("without a terminal one text follows the other, without control codes", async () => {
  const output = memoryOutput();
  const screen = new Screen(output);
  screen.open();
  await screen.draw(["a"]);
  await screen.draw(["b"]);
  await screen.close();
  expect(output.text).toBe("a\n\nb\n");
});
