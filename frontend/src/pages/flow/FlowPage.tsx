import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useOpenFlow } from "../../data/live";
import type { Flow } from "../../model/flow";
import { flowLook } from "../../model/look";
import { Boundary } from "../../ui/Boundary";
import { CopyText } from "../../ui/CopyText";
import { Loading } from "../../ui/Loading";
import { Notice } from "../../ui/Notice";
import { usePageTitle, useTabIcon } from "../../ui/usePageTitle";
import pageStyles from "../page.module.css";
import { EventsTab } from "./EventsTab";
import { FlowHeader } from "./FlowHeader";
import { JsonTab } from "./JsonTab";
import { StepsTab } from "./StepsTab";
import { ValuesTab } from "./ValuesTab";

const route = getRouteApi("/flows/$id");

/** One flow, live: how it stands, what ran, with which values. */
export function FlowPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const open = useOpenFlow(id);
  const flow = open?.value ?? null;
  const look = flow && flowLook(flow);
  usePageTitle(look ? `${id} ${t(`words.look.${look}`)}` : id, t("flows.title"));
  useTabIcon(look);
  return (
    <>
      <div className={pageStyles.actions}>
        <h1>{id}</h1>
        <CopyText text={id} what={id} />
      </div>
      {!open && <Loading awaited="connection" />}
      {open && !flow && (
        <Notice title={t("flow.missing")}>
          <p>{t("flow.missingText", { id })}</p>
        </Notice>
      )}
      {flow && <KnownFlow flow={flow} />}
    </>
  );
}

const TABS = ["steps", "values", "events", "json"] as const;

function KnownFlow({ flow }: { readonly flow: Flow }) {
  const { t } = useTranslation();
  const { tab = "steps" } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (value: string | null) => {
    const next = TABS.find((name) => name === value);
    void navigate({
      search: (before) => ({ ...before, tab: next === "steps" ? undefined : next }),
      replace: true,
    });
  };
  return (
    <>
      <Boundary>
        <FlowHeader flow={flow} />
      </Boundary>
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List aria-label={t("flow.tabs.label")} mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`flow.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((name) => (
          <Tabs.Panel key={name} value={name}>
            <Boundary>{tab === name && <Panel name={name} flow={flow} />}</Boundary>
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function Panel({ name, flow }: { readonly name: (typeof TABS)[number]; readonly flow: Flow }) {
  switch (name) {
    case "steps":
      return <StepsTab flow={flow} />;
    case "values":
      return <ValuesTab flow={flow} />;
    case "events":
      return <EventsTab flow={flow} />;
    case "json":
      return <JsonTab flow={flow} />;
  }
}
