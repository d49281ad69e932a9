import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useServerNow } from "../data/clock";
import type { Instant } from "../model/instants";
import { formatInFull, formatRelative } from "./format";

/** An instant as people say it; date, time, milliseconds and zone on focus and on hover. */
export function Moment({ instant }: { readonly instant: Instant | null }) {
  const { t, i18n } = useTranslation();
  const now = useServerNow(instant !== null);
  if (instant === null) return <>{t("words.notYet")}</>;
  const inFull = formatInFull(instant, i18n.language);
  return (
    <Tooltip label={inFull} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={new Date(instant).toISOString()}>{formatRelative(instant, now, t, i18n.language)}</time>
    </Tooltip>
  );
}
