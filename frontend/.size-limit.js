// The figures of `ui.md`, section 23. Sizes are those of brotli 11, as the files are served.
import { firstLoad, later } from "./build/firstLoad.js";

const PAGES = {
  "/flows": ["src/pages/flows/FlowsPage.tsx", "300 KB"],
  "/catalog": ["src/pages/catalog/CatalogPage.tsx", "380 KB"],
  "/flows/:id": ["src/pages/flow/FlowPage.tsx", "380 KB"],
};

export default [
  ...Object.entries(PAGES).flatMap(([route, [page, limit]]) => {
    const { scripts, styles } = firstLoad(page);
    return [
      { name: `${route}: scripts of the first load`, path: scripts, limit, brotli: true },
      { name: `${route}: styles`, path: styles, limit: "45 KB", brotli: true },
    ];
  }),
  {
    name: "code editor, loaded when first opened",
    path: later("src/editor/code/CodeEditor.tsx"),
    limit: "160 KB",
    brotli: true,
  },
];
