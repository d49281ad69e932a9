import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Look } from "../model/look";

/** Titles name the thing first: `order-17 Failed – Flows – Argyll`. */
export function usePageTitle(...parts: readonly string[]): void {
  const { t } = useTranslation();
  const title = [...parts, t("frame.product")].filter(Boolean).join(" – ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}

const ICONS: Readonly<Partial<Record<Look, string>>> = {
  running: "favicon-running.svg",
  waiting: "favicon-waiting.svg",
  done: "favicon-done.svg",
  failed: "favicon-failed.svg",
};

/** While the page is open the icon of its tab shows the state. */
export function useTabIcon(look: Look | null): void {
  const name = (look && ICONS[look]) ?? "favicon.svg";
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!link) return;
    link.href = import.meta.env.BASE_URL + name;
    return () => {
      link.href = `${import.meta.env.BASE_URL}favicon.svg`;
    };
  }, [name]);
}
