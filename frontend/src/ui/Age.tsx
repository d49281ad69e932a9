import { useTranslation } from "react-i18next";
import { useServerNow } from "../data/clock";
import type { Instant } from "../model/instants";
import { formatInFull, formatTicking } from "./format";

/** How long ago an instant is, ticking: for the end of "unhealthy for". */
export function Age({ since }: { readonly since: Instant }) {
  const { t, i18n } = useTranslation();
  const now = useServerNow();
  return (
    <time
      className="ages"
      dateTime={new Date(since).toISOString()}
      title={formatInFull(since, i18n.language)}
    >
      {formatTicking(now - since, t, i18n.language)}
    </time>
  );
}
