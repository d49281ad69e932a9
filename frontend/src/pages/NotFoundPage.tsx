import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../ui/usePageTitle";
import styles from "./page.module.css";

/** No route has this path. */
export function NotFoundPage() {
  const { t } = useTranslation();
  const path = useLocation({ select: (location) => location.pathname });
  usePageTitle(t("frame.notFound.title"));
  return (
    <>
      <h1>{t("frame.notFound.title")}</h1>
      <p>{t("frame.notFound.text", { path })}</p>
      <p className={styles.actions}>
        <Link to="/catalog">{t("frame.notFound.catalog")}</Link>
        <Link to="/flows">{t("frame.notFound.flows")}</Link>
      </p>
    </>
  );
}
