import { Link } from "@tanstack/react-router";
import { House, Library, Server, Shield, Workflow } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./Navigation.module.css";

const PLACES = [
  { to: "/", name: "home", Icon: House, exact: true },
  { to: "/catalog", name: "catalog", Icon: Library, exact: false },
  { to: "/flows", name: "flows", Icon: Workflow, exact: false },
  { to: "/cluster", name: "cluster", Icon: Server, exact: false },
] as const;

/** The bar to the parts of the application. The admin site is Django's, so its link leaves the page. */
export function Navigation() {
  const { t } = useTranslation();
  return (
    <nav className={styles.bar} aria-label={t("frame.navigation")}>
      <ul>
        {PLACES.map(({ to, name, Icon, exact }) => (
          <li key={to}>
            <Link to={to} className={styles.place} activeOptions={{ exact, includeSearch: false }}>
              <Icon size={20} aria-hidden />
              {t(`frame.nav.${name}`)}
            </Link>
          </li>
        ))}
        <li className={styles.admin}>
          <a href="/admin/" className={styles.place}>
            <Shield size={20} aria-hidden />
            {t("frame.nav.admin")}
          </a>
        </li>
      </ul>
    </nav>
  );
}
