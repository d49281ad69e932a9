import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { useLive } from "../data/live";
import styles from "./Loading.module.css";

/** Those who hear the page get at most one message in this time. */
const PAUSE_MS = 5000;

const useAnnouncements = create<{ readonly latest: string }>(() => ({ latest: "" }));

/** Tells something that matters to those who hear the page; of several within 5 s the last. */
export function announce(text: string): void {
  useAnnouncements.setState({ latest: text });
}

/** The one polite live region of the page. It also tells when the connection is lost and comes back. */
export function Announcer() {
  const { t } = useTranslation();
  const latest = useAnnouncements((state) => state.latest);
  const [spoken, setSpoken] = useState({ text: "", at: 0 });
  const isLost = useLive(({ connection: { phase } }) => phase === "lost" || phase === "offline");

  useEffect(() => {
    if (!isLost) return;
    announce(t("frame.connection.gone"));
    return () => announce(t("frame.connection.back"));
  }, [isLost, t]);

  useEffect(() => {
    if (latest === spoken.text) return;
    const wait = Math.max(0, spoken.at + PAUSE_MS - Date.now());
    const timer = setTimeout(() => setSpoken({ text: latest, at: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [latest, spoken]);

  return (
    <div aria-live="polite" className={styles.heard}>
      {spoken.text}
    </div>
  );
}
