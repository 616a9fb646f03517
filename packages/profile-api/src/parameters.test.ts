import fc from "fast-check";
import { expect, test } from "vitest";
import { parseForm, parseJson, rawQuery, targetLength } from "./parameters.ts";

test.each([
  ["a=1&b=2", { a: "1", b: "2" }],
  ["a=1&a=2", { a: "2" }],
  ["a=S%C3%A3o+Paulo", { a: "São Paulo" }],
  ["profile.a=x%3Dy&&=&b", { "profile.a": "x=y", "": "", b: "" }],
  ["a=100%&b=%zz", { a: "100%", b: "%zz" }],
  ["__proto__=x", JSON.parse('{"__proto__":"x"}')],
])("reads %s", (text, expected) => {
  expect(parseForm(text)).toEqual({ ok: true, value: new Map(Object.entries(expected)) });
});

test("refuses bytes that are not UTF-8 (U-15)", () => {
  expect(parseForm("a=%ff")).toEqual({ ok: false, refusal: "bad-encoding" });
});

test("no text makes the parsers throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      parseForm(text);
      parseJson(text);
    }),
  );
});

test("what was percent-encoded comes back", () => {
  const text = fc.string({ unit: "grapheme" }).filter((value) => value.isWellFormed());
  fc.assert(
    fc.property(fc.dictionary(text, text, { minKeys: 1 }), (object) => {
      const encoded = Object.entries(object).map(
        ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
      );
      expect(parseForm(encoded.join("&"))).toEqual({ ok: true, value: new Map(Object.entries(object)) });
    }),
  );
});

test("a flat JSON object becomes text by text; null is an empty value", () => {
  expect(parseJson('{"a":"x","b":1.5,"c":true,"d":null}')).toEqual({
    ok: true,
    value: new Map([
      ["a", "x"],
      ["b", "1.5"],
      ["c", "true"],
      ["d", ""],
    ]),
  });
});

test.each(["", "[]", "null", '"x"', '{"a":{}}', '{"a":[]}', "{"])(
  "JSON that is no flat object is refused: %s",
  (text) => {
    expect(parseJson(text)).toEqual({ ok: false, refusal: "bad-json" });
  },
);

test("the query and the length of the target are those that were sent", () => {
  expect(rawQuery("http://a/b?c=%20#d")).toBe("c=%20");
  expect(rawQuery("http://a/b")).toBe("");
  expect(targetLength("http://a.example/b?c")).toBe("/b?c".length);
});
