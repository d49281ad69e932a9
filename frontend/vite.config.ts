import react from "@vitejs/plugin-react";
import { defineConfig, type ProxyOptions } from "vite";
import { blockingTheme } from "./build/blockingTheme.ts";

/** The node to develop against. */
const NODE = process.env["ARGYLL_NODE"] ?? "http://127.0.0.1:8080";

/** The node refuses requests and WebSockets of a foreign origin, so the proxy speaks in the node's own name. */
const toNode: ProxyOptions = {
  target: NODE,
  changeOrigin: true,
  ws: true,
  rewriteWsOrigin: true,
  headers: { origin: NODE },
};

export default defineConfig(({ command }) => ({
  // Django serves the built files under /static/; in development Vite serves them from the root.
  base: command === "build" ? "/static/" : "/",
  plugins: [react(), blockingTheme()],
  build: { outDir: "dist", assetsInlineLimit: 0, manifest: true, chunkSizeWarningLimit: 450 },
  server: {
    proxy: Object.fromEntries(
      ["/engine", "/webhook", "/health", "/api", "/admin"].map((path) => [`^${path}(/|$|\\?)`, toNode]),
    ),
  },
}));
