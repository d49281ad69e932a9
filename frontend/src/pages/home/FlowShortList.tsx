import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFlowPage, type FlowQuery } from "../../data/queries";
import { LongId } from "../../ui/LongId";
import { Moment } from "../../ui/Moment";
import { StateMark } from "../../ui/StateMark";
import tableStyles from "../../ui/table.module.css";
import pageStyles from "../page.module.css";
import styles from "./FlowShortList.module.css";

interface Props {
  readonly title: string;
  readonly query: FlowQuery;
  readonly empty: string;
}

const LOOKS = { active: "running", completed: "done", failed: "failed" } as const;

/** A few flows with their state, and the way to all of them. */
export function FlowShortList({ title, query, empty }: Props) {
  const { t } = useTranslation();
  const page = useFlowPage(query).data;
  if (!page) return null;
  return (
    <section className={pageStyles.section}>
      <div className={pageStyles.head}>
        <h2>{title}</h2>
        <Link to="/flows" search={{ status: query.statuses?.[0] }}>
          {t("home.all")}
        </Link>
      </div>
      {page.flows.length === 0 && <p className={pageStyles.secondary}>{empty}</p>}
      <ul className={styles.flows}>
        {page.flows.map(({ id, status, timestamp, error }) => (
          <li key={id}>
            <StateMark look={LOOKS[status]} />
            <Link to="/flows/$id" params={{ id }}>
              <LongId id={id} />
            </Link>
            <span className={pageStyles.secondary}>
              <Moment instant={timestamp} />
            </span>
            {error && <span className={tableStyles.clip}>{error.split("\n")[0]}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
