/** This folder stands for itself, although it lies in a repository with a lockfile of its own. */
export default {
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ["@prisma/client", "@prisma/adapter-pg", "pg"],
};
