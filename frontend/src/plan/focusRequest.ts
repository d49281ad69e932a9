import { create } from "zustand";

/** Which field of the start form shall have the focus as soon as it is there; null for none. */
export const useFocusRequest = create<{ readonly wanted: "firstMissing" | { readonly name: string } | null }>(
  () => ({ wanted: null }),
);

/** Asks for the focus on the first input that is still missing, now or when the plan is there. */
export function focusFirstMissing(): void {
  useFocusRequest.setState({ wanted: "firstMissing" });
}

export function focusInput(name: string): void {
  useFocusRequest.setState({ wanted: { name } });
}

export function focusDone(): void {
  useFocusRequest.setState({ wanted: null });
}
