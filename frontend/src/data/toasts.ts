import { create } from "zustand";

/** A short message about something that went well. Refusals are never told by one: they stay where they belong. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; readonly act: () => void } | null;
}

export const useToasts = create<{ readonly toasts: readonly Toast[] }>(() => ({ toasts: [] }));

const MOST = 3;
let lastId = 0;

export function showToast(text: string, action: Toast["action"] = null): void {
  lastId += 1;
  const toast = { id: lastId, text, action };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, toast].slice(-MOST) }));
}

export function dropToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}
