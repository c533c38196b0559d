import { expect, test } from "bun:test";
import { isSecretName, redactText } from "./redact.ts";

test.each([
  ["Authorization", "Cookie", "set-cookie", "APCA-API-KEY-ID", "apca-api-secret-key", "X-Api-Key"],
  ["apikey", "apiKey", "crumb", "token", "access_token", "refreshToken", "schwabClientCorrelId"],
])("names of secrets are known however they are spelled: %s ...", (...names) => {
  for (const name of names) expect(isSecretName(String(name))).toBe(true);
});

test("ordinary names stay open", () => {
  for (const name of ["symbols", "page_token", "next_page_token", "content-type", "limit"]) {
    expect(isSecretName(name)).toBe(false);
  }
});

test("a secret is hidden beside its name in JSON, queries, forms and headers", () => {
  const text = '{"a":1,"access_token":"x.y\\"z","list":[{"apiKey":"k1"}]} ?crumb=a%2Fb&s=AAPL';
  expect(redactText(`${text} Authorization: Bearer abc.def`)).toBe(
    '{"a":1,"access_token":"(hidden)","list":[{"apiKey":"(hidden)"}]} ?crumb=(hidden)&s=AAPL ' +
      "Authorization: Bearer (hidden)",
  );
});

test("JSON inside a text of JSON hides its secrets as well", () => {
  const text = JSON.stringify({ body: JSON.stringify({ token: "abc", price: 1 }) });
  expect(redactText(text)).toBe('{"body":"{\\"token\\":\\"(hidden)\\",\\"price\\":1}"}');
});

test("words that are secrets only where we send them stay open in what comes", () => {
  const text = '{"code":"40010001","key":"AAPL","session":"pre"}';
  expect(redactText(text, "in")).toBe(text);
  expect(redactText(text, "out")).not.toContain("AAPL");
});
