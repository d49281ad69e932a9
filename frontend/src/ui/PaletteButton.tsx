import { Kbd, UnstyledButton } from "@mantine/core";
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isMac } from "./isMac";
import styles from "./PaletteButton.module.css";

/** What the palette is made of is loaded when it is opened for the first time. */
const LazyPalette = lazy(async () => ({ default: (await import("../palette/Palette")).Palette }));

/** The way to the palette, which Ctrl K opens from everywhere. */
export function PaletteButton() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  if (isOpen && !wasOpened) setWasOpened(true);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (event.key.toLowerCase() !== "k" || event.defaultPrevented) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <UnstyledButton className={styles.button} title={t("palette.open")} onClick={() => setOpen(true)}>
        <Search size={16} aria-hidden />
        <span className={styles.word}>{t("palette.search")}</span>
        <Kbd className={styles.keys} aria-hidden>
          {isMac() ? "⌘ K" : "Ctrl K"}
        </Kbd>
      </UnstyledButton>
      {wasOpened && (
        <Suspense fallback={null}>
          <LazyPalette isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
