import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { attributes, escapeHtml, Html, html } from "./html.ts";

describe("html", () => {
  test("a value cannot leave its element", () => {
    const evil = '</td><script>alert("x")</script>';
    expect(html`<td>${evil}</td>`.text).toBe(
      "<td>&lt;/td&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</td>",
    );
  });

  test("a value cannot leave its attribute", () => {
    const evil = "\" onclick='x' y=`z`";
    expect(html`<a title="${evil}">`.text).toBe(
      '<a title="&quot; onclick=&#39;x&#39; y=&#96;z&#96;">',
    );
  });

  test("a template inside a template is not escaped twice", () => {
    expect(html`<p>${html`<b>${"<"}</b>`}</p>`.text).toBe("<p><b>&lt;</b></p>");
  });

  test("lists are printed in order, and nothing stands for what is not there", () => {
    const items = ["<", html`<i></i>`, null, undefined, false, 7, [0, "&"]] as const;
    expect(html`${items}`.text).toBe("&lt;<i></i>70&amp;");
  });

  test("an object that only looks like HTML is not taken for it", () => {
    const fake = { text: "<script>" } as unknown as string;
    expect(() => html`${fake}`.text).toThrow();
  });

  test("attributes without a value are left out", () => {
    const values = { class: "a", hidden: true, title: null, id: undefined, lang: false, n: 0 };
    expect(html`<p${attributes(values)}>`.text).toBe('<p class="a" hidden n="0">');
  });

  test("attributes escape their values", () => {
    expect(attributes({ title: 'a" b' }).text).toBe(' title="a&quot; b"');
  });

  test("no text brings markup of its own", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"'`]/);
        expect(decode(escaped)).toBe(text);
        expect(new Html(escaped).text).toBe(escaped);
      }),
    );
  });
});

function decode(text: string): string {
  const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? (names[name] as string) : String.fromCharCode(Number(code)),
  );
}
