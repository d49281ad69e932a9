import { Button, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLocalNow } from "../data/clock";
import { connection, useLive } from "../data/live";
import { useNodeHealth } from "../data/queries";
import { formatClock, formatDuration } from "./format";
import styles from "./Connection.module.css";
import { useFirstVersion } from "./useFirstVersion";

/** A lost connection is told in a line after this time: shorter losses are only seen at the dot. */
const LINE_AFTER_MS = 3000;
/** Connecting is not worth a word before this time. */
const WORD_AFTER_MS = 1000;

/** The dot and the word in the top line; the delay of the last event on focus. */
export function ConnectionMark() {
  const { t, i18n } = useTranslation();
  const { phase, since } = useLive((state) => state.connection);
  const delay = useLive((state) => state.delay_ms);
  const age = useLocalNow(phase === "connecting") - since;
  if (phase === "connecting" && age < WORD_AFTER_MS) return null;
  const explanation =
    delay === null
      ? t("frame.connection.noDelay")
      : t("frame.connection.delay", { duration: formatDuration(delay, t, i18n.language) });
  const word = t(`frame.connection.${phase}`);
  return (
    <Tooltip label={explanation} events={{ hover: true, focus: true, touch: true }}>
      <button
        type="button"
        className={styles.mark}
        data-phase={phase}
        aria-label={`${t("frame.connection.label")}: ${word}`}
      >
        <span className={styles.dot} aria-hidden />
        <span>{word}</span>
      </button>
    </Tooltip>
  );
}

/** Lines above the page: lost connection, no leader, new version. Nothing when all is well. */
export function ConnectionLine() {
  const { t, i18n } = useTranslation();
  const { phase, since, next_try_at } = useLive((state) => state.connection);
  const isLost = phase === "lost" || phase === "offline";
  const now = useLocalNow(isLost);
  const health = useNodeHealth().data;
  const isNewVersion = useFirstVersion(health?.version ?? "");

  const lines = [];
  if (isLost && now - since >= LINE_AFTER_MS) {
    const time = formatClock(since, i18n.language);
    const seconds = Math.ceil(((next_try_at ?? 0) - now) / 1000);
    const text =
      phase === "offline"
        ? t("frame.connection.offlineLine", { time })
        : seconds > 0
          ? t("frame.connection.lostLine", { time, seconds })
          : t("frame.connection.tryingLine", { time });
    lines.push(
      <div key="lost" className={styles.line}>
        <span>{text}</span>
        <Button size="compact-sm" variant="default" onClick={connection.tryNow}>
          {t("frame.connection.tryNow")}
        </Button>
      </div>,
    );
  }
  if (health?.leader_id === "") {
    lines.push(
      <div key="leader" className={styles.line}>
        {t("frame.connection.noLeader")}
      </div>,
    );
  }
  if (isNewVersion) {
    lines.push(
      <div key="version" className={styles.line}>
        <span>{t("frame.connection.newVersion")}</span>
        <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
          {t("frame.connection.reload")}
        </Button>
      </div>,
    );
  }
  return lines.length > 0 ? <div className={styles.lines}>{lines}</div> : null;
}
