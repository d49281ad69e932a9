import { readStep, type Step } from "../model/step";
import type { Json } from "../model/json";

/** A step from words: inputs (those with `?` are optional) and outputs, separated by spaces. */
export function madeStep(id: string, inputs: string, outputs: string): Step {
  const names = (text: string) => text.split(" ").filter(Boolean);
  const attributes: Record<string, Json> = {};
  for (const name of names(inputs)) {
    attributes[name.replace("?", "")] = { role: name.endsWith("?") ? "optional" : "required" };
  }
  for (const name of names(outputs)) attributes[name] = { role: "output" };
  return readStep({ id, name: id.toUpperCase(), type: "script", attributes });
}

/** Steps in layers, each with two inputs from the layer before. */
export function madeLayers(layers: number, width: number): readonly Step[] {
  return Array.from({ length: layers * width }, (_, number) => {
    const [layer, place] = [Math.floor(number / width), number % width];
    const inputs = [place, (place * 7 + 3) % width].map((other) => `v${layer - 1}-${other}`);
    return madeStep(`s${layer}-${place}`, layer === 0 ? "" : inputs.join(" "), `v${layer}-${place}`);
  });
}
