import path from "node:path";
import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const root = path.join(import.meta.dirname, "../..");

/**
 * Headers that never change. The Content-Security-Policy carries a nonce and Strict-Transport-Security depends on the
 * public address, which is known at run time only: both are set in `proxy.ts`.
 */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: root,
  turbopack: { root },
  poweredByHeader: false,
  // The data plane decides about trailing slashes itself (contract U-39); a redirect would lose the body of a POST.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: ["@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg", "pg", "pino"],
  // The title stands in the head from the first byte: without scripts, and for readers who hear it first.
  htmlLimitedBots: /.*/,
  // For `next dev`, where no entry of ours gives pages their status (`server/refused-page.tsx`).
  experimental: { authInterrupts: true },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default createNextIntlPlugin("./i18n/request.ts")(config);
