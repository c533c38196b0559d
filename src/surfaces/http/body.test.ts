import { expect, test } from "bun:test";
import { err, ok } from "../../base/result.ts";
import { type BodySpec, readBody } from "./body.ts";

const spec: BodySpec<number> = {
  schema: { type: "integer" },
  example: 1,
  bytesMax: 10,
  read: (value) => (typeof value === "number" ? ok(value) : err({ message: "a number, please" })),
};

const read = (
  body: string | Uint8Array<ArrayBuffer> | null,
  type: string | null = "application/json",
) => {
  const headers = new Headers(type === null ? {} : { "Content-Type": type });
  const request = new Request("http://localhost/", { method: "PUT", body });
  return readBody(spec, { headers, body: request.body });
};

test.each(["application/json", "APPLICATION/JSON; charset=utf-8", "application/problem+json"])(
  "%s is read",
  async (type) => {
    expect(await read("7", type)).toEqual(ok(7));
  },
);

test.each([
  [null, "without a Content-Type"],
  ["text/plain", 'as "text/plain"'],
  ["application/jsonp", 'as "application/jsonp"'],
])("a body of type %p is refused: it says what to send", async (type, contains) => {
  const problem = await read("7", type);
  expect(!problem.ok && problem.error.status).toBe(415);
  expect(!problem.ok && problem.error.message).toContain(contains);
});

test.each([
  ["", "the body is empty"],
  ["{", "not JSON"],
  [new Uint8Array([0xff]), "not JSON in UTF-8"],
  ['"x"', "a number, please"],
])("%p is refused", async (body, contains) => {
  const problem = await read(body);
  expect(!problem.ok && problem.error.message).toContain(contains);
  expect(!problem.ok && (problem.error.status ?? 400)).toBe(400);
});

test("a larger body is refused without reading the rest of it", async () => {
  let pulls = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls++;
      controller.enqueue(new TextEncoder().encode("1111"));
    },
  });
  const headers = new Headers({ "Content-Type": "application/json" });
  const problem = await readBody(spec, { headers, body: endless });
  expect(!problem.ok && problem.error.status).toBe(413);
  expect(pulls).toBeLessThan(10);
});

test("no body at all is an empty one", async () => {
  const problem = await read(null);
  expect(!problem.ok && problem.error.message).toContain("empty");
});
