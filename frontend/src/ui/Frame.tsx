import { useTranslation } from "react-i18next";
import type { ReactNode } from "react";
import { useLive } from "../data/live";
import { Announcer } from "./Announcer";
import { Breadcrumbs } from "./Breadcrumbs";
import { ConnectionLine, ConnectionMark } from "./Connection";
import { KeysHelp } from "./KeysHelp";
import { Navigation } from "./Navigation";
import { ThemeMenu } from "./ThemeMenu";
import styles from "./Frame.module.css";

/** What stands around every page: the bar at the left, the line at the top, the state of the connection. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const isLost = useLive(({ connection }) => connection.phase === "lost" || connection.phase === "offline");
  return (
    <div className={isLost ? `${styles.frame} connection-lost` : styles.frame}>
      <a href="#content" className={styles.skip}>
        {t("frame.skip")}
      </a>
      <Navigation />
      <header className={styles.top}>
        <Breadcrumbs />
        <ConnectionMark />
        <KeysHelp />
        <ThemeMenu />
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        <ConnectionLine />
        {children}
      </main>
      <Announcer />
    </div>
  );
}
