import { ChevronDown, ChevronRight, Ellipsis, Eye } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isJsonList, isJsonObject, parseJson, type Json } from "../../model/json";
import type { JsonPath, JsonRow } from "../../model/jsonDocument";
import { formatBytes, formatNumber } from "../format";
import styles from "./json.module.css";

interface Props {
  readonly row: JsonRow;
  readonly isHit: boolean;
  readonly onToggle: () => void;
  /** The whole value as text: of a string the string itself. */
  readonly textAt: (path: JsonPath) => Promise<string>;
  /** What can be done with a value that the server left out; without it, nothing. */
  readonly large?: ((path: JsonPath) => ReactNode) | undefined;
  /** Draws a value that a string turned out to be. */
  readonly draw: (value: Json) => ReactNode;
}

const INDENT = 16;

/** One row of a tree of JSON. */
export function JsonLine({ row, isHit, onToggle, textAt, large, draw }: Props) {
  const { t, i18n } = useTranslation();
  const [more, setMore] = useState<"closed" | "open">("closed");
  const [shown, setShown] = useState<ReactNode>(null);
  const { content, name, depth } = row;
  const label = name !== null && <span className={styles.name}>{name}: </span>;
  const isFolding = content.kind === "branch" ? content.size > 0 : isLongLeaf(row);
  const isOpen = content.kind === "branch" && content.isOpen;
  return (
    <>
      <div className={styles.row} style={{ paddingLeft: depth * INDENT }} data-hit={isHit || undefined}>
        {isFolding ? (
          <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={onToggle}>
            {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
            <span className={styles.value}>
              {label}
              <Content row={row} />
            </span>
          </button>
        ) : (
          <span className={styles.leaf}>
            <span className={styles.value}>
              {label}
              {content.kind === "masked" ? (
                <button type="button" className={styles.reveal} onClick={onToggle}>
                  ••••••
                  <Eye size={14} aria-label={t("value.reveal", { name: name ?? "" })} />
                </button>
              ) : (
                <Content row={row} />
              )}
            </span>
            {content.kind === "large" && large?.(row.path)}
          </span>
        )}
        {content.kind === "leaf" && content.length > 0 && isFolding && (
          <span className={styles.size}>
            {t("value.characters", {
              count: content.length,
              size: formatNumber(content.length, i18n.language),
            })}
          </span>
        )}
        {content.kind !== "line" && content.kind !== "masked" && (
          <button
            type="button"
            className={styles.more}
            aria-expanded={more === "open"}
            aria-label={t("value.actions", { name: name ?? t("value.whole") })}
            onClick={() => setMore(more === "open" ? "closed" : "open")}
          >
            <Ellipsis size={14} aria-hidden />
          </button>
        )}
      </div>
      {more === "open" && (
        <Actions {...{ row, textAt, draw }} onShow={setShown} onDone={() => setMore("closed")} />
      )}
      {shown !== null && <div className={styles.shown}>{shown}</div>}
    </>
  );
}

function Content({ row: { content } }: { readonly row: JsonRow }) {
  const { t, i18n } = useTranslation();
  switch (content.kind) {
    case "branch": {
      const [begin, end] = content.isList ? ["[", "]"] : ["{", "}"];
      if (content.size === 0) return begin + end;
      return content.isOpen ? begin : begin + formatNumber(content.size, i18n.language) + end;
    }
    case "leaf":
      return <span className={content.isText ? styles.text : styles.atom}>{content.text}</span>;
    case "line":
      return <span className={styles.line}>{content.text || " "}</span>;
    case "large": {
      const size = formatBytes(content.large.size_bytes, i18n.language);
      return <em>{t("value.large", { type: content.large.type, size })}</em>;
    }
    case "masked":
      return null;
  }
}

function isLongLeaf({ content }: JsonRow): boolean {
  return content.kind === "leaf" && content.isText && content.text.endsWith("…");
}

interface ActionsProps {
  readonly row: JsonRow;
  readonly textAt: Props["textAt"];
  readonly draw: Props["draw"];
  readonly onShow: (shown: ReactNode) => void;
  readonly onDone: () => void;
}

function Actions({ row, textAt, draw, onShow, onDone }: ActionsProps) {
  const { t } = useTranslation();
  const copy = async (text: Promise<string> | string) => {
    await navigator.clipboard.writeText(await text);
    onDone();
  };
  const show = (make: (text: string) => ReactNode) => {
    void textAt(row.path).then((text) => {
      onShow(make(text));
      onDone();
    });
  };
  const text = row.content.kind === "leaf" && row.content.isText ? row.content.text : "";
  return (
    <div className={styles.actions}>
      {row.content.kind !== "large" && (
        <button type="button" onClick={() => void copy(textAt(row.path))}>
          {t("value.copyValue")}
        </button>
      )}
      <button type="button" onClick={() => void copy(row.key || "/")}>
        {t("value.copyPath")}
      </button>
      {/^"\s*[[{]/.test(text) && (
        <button type="button" onClick={() => show((whole) => jsonInside(whole, draw) ?? t("value.noJson"))}>
          {t("value.asJson")}
        </button>
      )}
      {/^"https?:\/\//.test(text) && (
        <button type="button" onClick={() => show((whole) => <OutsideLink address={whole} />)}>
          {t("value.asLink")}
        </button>
      )}
      {text.startsWith('"data:image/') && (
        <button type="button" onClick={() => show((whole) => <img src={whole} alt={t("value.image")} />)}>
          {t("value.asImage")}
        </button>
      )}
    </div>
  );
}

/** A text that holds a JSON object or list, as a tree; null when it is none. */
function jsonInside(text: string, draw: (value: Json) => ReactNode): ReactNode {
  let value: Json;
  try {
    value = parseJson(text);
  } catch {
    return null;
  }
  return isJsonList(value) || isJsonObject(value) ? draw(value) : null;
}

function OutsideLink({ address }: { readonly address: string }) {
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {address}
    </a>
  );
}
