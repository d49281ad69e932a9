import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { breadcrumbTrail } from "./breadcrumbTrail";
import { LongId } from "./LongId";
import styles from "./Breadcrumbs.module.css";

/** Where I am, from the part of the application to the thing on display. */
export function Breadcrumbs() {
  const { t } = useTranslation();
  const pathname = useLocation({ select: (location) => location.pathname });
  const trail = breadcrumbTrail(pathname);
  return (
    <nav aria-label={t("frame.breadcrumbs")} className={styles.trail}>
      <ol>
        {trail.map(({ part, path }, place) => {
          const name = typeof part === "string" ? t(`frame.nav.${part}`) : <LongId id={part.id} />;
          return (
            <li key={path}>
              {place < trail.length - 1 ? (
                <Link to={path}>{name}</Link>
              ) : (
                <span aria-current="page">{name}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
