import { expect, test } from "vitest";
import { chipsOf, type FlowFilter } from "../../model/flowFilter";
import { parseSearch, stringifySearch } from "../search";
import { readFlowsSearch } from "./flowsSearch";

const EVERYTHING: FlowFilter = {
  q: "no price",
  state: ["running", "failed"],
  goal: ["pay"],
  step: ["ship", "pay"],
  label: ["team=a=b", "x=1"],
  error: "status 422: item …",
  started_from: "-24h",
  started_to: "2026-03-01T10:00:00.000Z",
  ended_from: "-15m",
  ended_to: "2026-03-01T10:20:00.000Z",
  min_duration: 0,
  max_duration: 5000,
  children: "only",
  parent: "f:1",
  sort: "duration",
  order: "asc",
};

test("every filter survives the address", () => {
  expect(readFlowsSearch(parseSearch(stringifySearch({ ...EVERYTHING })))).toEqual(EVERYTHING);
});

test("what is not understood in an address is left out", () => {
  const found = readFlowsSearch(
    parseSearch("?state=odd&state=failed&label=x&started_from=soon&sort=size&min_duration=-1"),
  );
  expect(chipsOf(found)).toEqual([{ name: "state", value: "failed" }]);
});
