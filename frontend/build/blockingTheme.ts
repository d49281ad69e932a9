import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const SOURCE = new URL("./theme.js", import.meta.url);
const DEV_PATH = "/theme.js";

/** Puts `theme.js` into the head as a blocking script: hashed in a build, served as it is in development. */
export function blockingTheme(): Plugin {
  let base = "/";
  let isBuild = false;
  return {
    name: "argyll-blocking-theme",
    configResolved(config) {
      base = config.base;
      isBuild = config.command === "build";
    },
    configureServer(server) {
      server.middlewares.use(DEV_PATH, (_request, response) => {
        response.setHeader("Content-Type", "text/javascript");
        response.end(readFileSync(SOURCE));
      });
    },
    buildStart() {
      if (!isBuild) return;
      this.emitFile({
        type: "asset",
        name: "theme.js",
        source: readFileSync(SOURCE, "utf8"),
      });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, context) {
        const hashed = Object.values(context.bundle ?? {}).find(
          (file) => file.type === "asset" && file.names.includes("theme.js"),
        );
        const src = hashed ? base + hashed.fileName : DEV_PATH;
        return [{ tag: "script", attrs: { src }, injectTo: "head-prepend" }];
      },
    },
  };
}
