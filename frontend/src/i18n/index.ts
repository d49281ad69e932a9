import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import catalog from "./en/catalog.json";
import cluster from "./en/cluster.json";
import editor from "./en/editor.json";
import flow from "./en/flow.json";
import flows from "./en/flows.json";
import frame from "./en/frame.json";
import graph from "./en/graph.json";
import home from "./en/home.json";
import palette from "./en/palette.json";
import plan from "./en/plan.json";
import start from "./en/start.json";
import step from "./en/step.json";
import value from "./en/value.json";
import transfer from "./en/transfer.json";
import words from "./en/words.json";

const en = {
  editor,
  graph,
  frame,
  words,
  home,
  catalog,
  step,
  flows,
  flow,
  cluster,
  palette,
  plan,
  start,
  transfer,
  value,
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
    returnNull: false;
  }
}

/** Reads the catalogues of messages; afterwards every text can be asked for. React escapes, so i18next must not. */
export function initTexts(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: "en",
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}
