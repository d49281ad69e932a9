import { describe, expect, test } from "vitest";
import { isExactDecimal, parseJson, stringifyJson } from "./json";

describe("numbers survive exactly", () => {
  test.each([
    "9007199254740993",
    "-9007199254740993",
    "123456789012345678901234567890",
    "0.1234567890123456789",
    "1e400",
    '{"amount":12345678901234567.25,"items":[9007199254740993,1]}',
  ])("%s comes back as it was", (text) => {
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  test("integers above 2^53 are BigInt, others are numbers", () => {
    expect(parseJson("[9007199254740993, 9007199254740991, 1.5]")).toEqual([
      9007199254740993n,
      9007199254740991,
      1.5,
    ]);
  });

  test("a long decimal keeps its tag through a structured clone", () => {
    const cloned = structuredClone(parseJson("0.1234567890123456789"));
    expect(isExactDecimal(cloned)).toBe(true);
    expect(stringifyJson(cloned)).toBe("0.1234567890123456789");
  });

  test("an object of a user that looks like the tag stays an object", () => {
    const value = parseJson('{"decimal":"1","exact":0,"big":9007199254740993}');
    expect(isExactDecimal(value)).toBe(false);
    expect(stringifyJson(value)).toBe('{"decimal":"1","exact":0,"big":9007199254740993}');
  });
});

test("long digits inside a string are left alone", () => {
  expect(parseJson('"1234567890123456789"')).toBe("1234567890123456789");
});

test("both parsers take the last of equal keys", () => {
  expect(parseJson('{"a":1,"a":2}')).toEqual({ a: 2 });
  expect(parseJson('{"a":1,"a":9007199254740993}')).toEqual({ a: 9007199254740993n });
});

test("a key named __proto__ is an ordinary key", () => {
  const value = parseJson('{"__proto__":9007199254740993}');
  expect(Object.keys(value as object)).toEqual(["__proto__"]);
});

test.each(["", "{", "01", "[1,]", "NaN", '{"a":9007199254740993,}'])("%j is no JSON", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
