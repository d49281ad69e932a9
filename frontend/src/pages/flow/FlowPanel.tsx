import { ActionIcon, Tabs, VisuallyHidden } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Flow } from "../../model/flow";
import type { Replay } from "../../model/replay";
import { Boundary } from "../../ui/Boundary";
import { Loading } from "../../ui/Loading";
import { TypeMark } from "../../ui/TypeMark";
import pageStyles from "../page.module.css";
import { nameOf } from "./conditionWords";
import styles from "./FlowPanel.module.css";
import { keptSearch, TABS, type Tab } from "./flowSearch";
import { ItemsTab } from "./items/ItemsTab";
import { OverviewTab } from "./OverviewTab";
import { StepOverview } from "./StepOverview";
import { StepsTab } from "./StepsTab";
import { ValuesTab } from "./values/ValuesTab";

const route = getRouteApi("/flows/$id");

const TimelineTab = lazy(() => import("./timeline/TimelineTab"));
const EventsTab = lazy(() => import("./events/EventsTab"));
const JsonTab = lazy(() => import("./JsonTab"));

interface Props {
  readonly flow: Flow;
  readonly replay: Replay;
  readonly lit: string | null;
  readonly onLight: (attribute: string | null) => void;
}

/** The tabs about the flow, or about the step that is selected. */
export function FlowPanel(props: Props) {
  const { flow } = props;
  const { t } = useTranslation();
  const { tab = "overview", step } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (value: string | null) => {
    const next = TABS.find((name) => name === value);
    void navigate({
      search: (before) => ({ ...keptSearch(before), tab: next === "overview" ? undefined : next }),
      replace: true,
      resetScroll: false,
    });
  };
  const definition = step === undefined ? undefined : flow.plan.steps.get(step);
  return (
    <div className={styles.panel}>
      {definition && (
        <div className={styles.step}>
          <h2>{nameOf(flow, definition.id)}</h2>
          <TypeMark type={definition.type} />
          <Link to="/catalog/steps/$id" params={{ id: definition.id }}>
            {t("flow.step.definition")}
          </Link>
          <ActionIcon
            variant="subtle"
            size={28}
            className={pageStyles.push}
            aria-label={t("flow.step.close", { name: definition.name })}
            onClick={() =>
              void navigate({
                search: (before) => ({ ...keptSearch(before), step: undefined, item: undefined }),
                replace: true,
                resetScroll: false,
              })
            }
          >
            <X size={18} aria-hidden />
          </ActionIcon>
        </div>
      )}
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List aria-label={t("flow.tabs.label")} mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name} px="xs">
              {t(`flow.tabs.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((name) => (
          <Tabs.Panel key={name} value={name}>
            {!definition && name !== "overview" && (
              <VisuallyHidden component="h2">{t(`flow.tabs.${name}`)}</VisuallyHidden>
            )}
            <Boundary>
              <Suspense fallback={<Loading awaited="server" />}>
                {tab === name && <Content {...props} tab={name} step={definition?.id} />}
              </Suspense>
            </Boundary>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}

interface ContentProps extends Props {
  readonly tab: Tab;
  readonly step: string | undefined;
}

function Content({ tab, step, flow, replay, lit, onLight }: ContentProps) {
  switch (tab) {
    case "overview":
      return step === undefined ? <OverviewTab flow={flow} /> : <StepOverview flow={flow} id={step} />;
    case "values":
      return <ValuesTab flow={flow} step={step} lit={lit} onLight={onLight} />;
    case "steps":
      return <StepsTab flow={flow} />;
    case "items":
      return <ItemsTab flow={flow} step={step} />;
    case "timeline":
      return <TimelineTab flow={flow} replay={replay} step={step} />;
    case "events":
      return <EventsTab flow={flow} step={step} />;
    case "json":
      return <JsonTab flow={flow} step={step} />;
  }
}
