import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readSamples } from "../../data/checks";
import { pathOf, request } from "../../data/rest";
import { readObject } from "../../model/event";
import { readFlow } from "../../model/flow";
import { stringifyJson, type Json, type JsonObject } from "../../model/json";
import { shortValue } from "../../model/shortValue";
import { Code } from "../code/Code";
import type { Available } from "./names";
import { readSample, readSampleInputs, sampleText } from "./samples";
import styles from "./script.module.css";

interface Props {
  readonly names: readonly Available[];
  /** The samples as a JSON object. */
  readonly text: string;
  readonly onText: (text: string) => void;
}

const RECENT = 5;

/** A field per name, or all of them as JSON; filled from what recent flows had, or from one flow. */
export function InputSamples({ names, text, onText }: Props) {
  const { t } = useTranslation();
  const [isJson, setJson] = useState(false);
  const [failure, setFailure] = useState("");
  const samples = readSampleInputs(text);
  const put = (values: JsonObject) => onText(stringifyJson(values, 2));
  const set = (name: string, value: Json | undefined) => {
    const rest = Object.fromEntries(Object.entries(samples).filter(([key]) => key !== name));
    put(value === undefined ? rest : { ...rest, [name]: value });
  };
  const fill = async () => {
    setFailure("");
    try {
      const found = await Promise.all(
        names.map(async ({ name, attribute }) => {
          const [newest] = attribute === null ? [] : await readSamples(attribute, 1);
          return [name, newest] as const;
        }),
      );
      const values = found.flatMap(([name, sample]) => (sample ? [[name, sample.value] as const] : []));
      if (values.length === 0) setFailure(t("editor.script.noRecent"));
      else put({ ...samples, ...Object.fromEntries(values) });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <div className={styles.head}>
        <Button variant="default" size="compact-sm" onClick={() => void fill()}>
          {t("editor.script.fill")}
        </Button>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setJson(!isJson)}>
          {t(isJson ? "editor.script.samplesAsForm" : "editor.script.samplesAsJson")}
        </Button>
      </div>
      {isJson ? (
        <Code
          value={text || "{}"}
          language="json"
          label={t("editor.script.samplesAsJson")}
          isSmall
          onChange={onText}
        />
      ) : (
        <div className={styles.samples}>
          {names.map((name) => (
            <SampleField
              key={name.name}
              name={name}
              value={Object.hasOwn(samples, name.name) ? samples[name.name] : undefined}
              onValue={(value) => set(name.name, value)}
            />
          ))}
        </div>
      )}
      <FlowSamples names={names} onValues={(values) => put({ ...samples, ...values })} />
      {failure !== "" && <p className={styles.doubt}>{failure}</p>}
    </>
  );
}

interface FieldProps {
  readonly name: Available;
  readonly value: Json | undefined;
  readonly onValue: (value: Json | undefined) => void;
}

function SampleField({ name: { name, attribute, type }, value, onValue }: FieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? sampleText(value, type);
  const isWrong = readSample(shown, type) === null;
  const label = t("editor.script.sampleFor", { name });
  return (
    <div className={styles.sample}>
      <span className={styles.sampleHead}>
        <code>{name}</code>
        <span className={`${styles.secondary} ${styles.small}`}>{type}</span>
        {attribute !== null && <RecentValues attribute={attribute} onValue={onValue} />}
      </span>
      <TextInput
        aria-label={label}
        placeholder={t("editor.script.empty")}
        autoComplete="off"
        spellCheck={false}
        error={isWrong ? t("editor.own.notTheType") : null}
        value={shown}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          const read = readSample(text, type);
          if (read) onValue(read.value);
        }}
        onBlur={() => !isWrong && setTyped(null)}
      />
    </div>
  );
}

/** The last different values that flows had for an attribute; asked for when the menu opens. */
function RecentValues({
  attribute,
  onValue,
}: {
  readonly attribute: string;
  readonly onValue: (value: Json) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ["samples", attribute],
    queryFn: ({ signal }) => readSamples(attribute, RECENT, signal),
    enabled: isOpen,
  });
  return (
    <Menu position="bottom-start" opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t("editor.script.recent")}: ${attribute}`}>
          <History size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("editor.script.recent")}</Menu.Label>
        {error && <Menu.Label>{error.message}</Menu.Label>}
        {data?.length === 0 && <Menu.Label>{t("editor.script.noRecent")}</Menu.Label>}
        {data?.map(({ value, flow_id }, place) => (
          <Menu.Item key={place} onClick={() => onValue(value)}>
            <code>{shortValue(value)}</code> <span className={styles.secondary}>{flow_id}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface FlowProps {
  readonly names: readonly Available[];
  readonly onValues: (values: JsonObject) => void;
}

/** Takes the values that one flow had. */
function FlowSamples({ names, onValues }: FlowProps) {
  const { t } = useTranslation();
  const [id, setId] = useState("");
  const [failure, setFailure] = useState("");
  const take = async () => {
    setFailure("");
    try {
      const { body } = await request("GET", pathOf("engine", "flow", id.trim()));
      onValues(valuesOf(readFlow(readObject(body), 0), names));
    } catch (error) {
      setFailure(t("editor.script.noFlow", { why: error instanceof Error ? error.message : String(error) }));
    }
  };
  return (
    <div className={styles.head}>
      <TextInput
        aria-label={t("editor.script.flowId")}
        placeholder={t("editor.script.flowIdHint")}
        autoComplete="off"
        spellCheck={false}
        value={id}
        error={failure === "" ? null : failure}
        onChange={(event) => setId(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && id.trim() !== "" && void take()}
      />
      <Button
        variant="default"
        aria-disabled={id.trim() === ""}
        onClick={() => id.trim() !== "" && void take()}
      >
        {t("editor.script.takeFlow")}
      </Button>
    </div>
  );
}

function valuesOf(flow: ReturnType<typeof readFlow>, names: readonly Available[]): JsonObject {
  const values: Record<string, Json> = {};
  for (const { name, attribute } of names) {
    const found = attribute === null ? undefined : flow.attributes.get(attribute)?.at(-1);
    if (found) values[name] = found.value;
  }
  return values;
}
