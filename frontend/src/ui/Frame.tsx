import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { useLive } from "../data/live";
import { Announcer } from "./Announcer";
import { Breadcrumbs } from "./Breadcrumbs";
import { ConnectionLine, ConnectionMark } from "./Connection";
import { KeysHelp } from "./KeysHelp";
import { Navigation } from "./Navigation";
import { PaletteButton } from "./PaletteButton";
import { ThemeMenu } from "./ThemeMenu";
import { Toasts } from "./Toasts";
import { UndoKeys } from "./UndoKeys";
import styles from "./Frame.module.css";

/** What stands around every page: the bar at the left, the line at the top, the state of the connection. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const isLost = useLive(({ connection }) => connection.phase === "lost" || connection.phase === "offline");
  const isWall = useLocation({
    select: ({ pathname, search }) => pathname === "/" && "wall" in search && search.wall === "1",
  });
  return (
    <div
      className={isLost ? `${styles.frame} connection-lost` : styles.frame}
      data-wall={isWall || undefined}
    >
      <a href="#content" className={styles.skip}>
        {t("frame.skip")}
      </a>
      <Navigation />
      <header className={styles.top}>
        <Breadcrumbs />
        <PaletteButton />
        <ConnectionMark />
        <KeysHelp />
        <ThemeMenu />
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        <ConnectionLine />
        {children}
      </main>
      <Announcer />
      <Toasts />
      <UndoKeys />
    </div>
  );
}
