import { expect, test } from "vitest";
import { HISTORY_NAMES, recordedFlow } from "../testing/recorded";
import { readFlow } from "./flow";
import { writeFlow } from "./flowText";

test.each(HISTORY_NAMES)("%s is the same flow after it was written and read", (name) => {
  const flow = recordedFlow(name);
  expect(readFlow(writeFlow(flow), flow.next_sequence)).toEqual(flow);
});
