/** Tables of `platform/db` itself. */
declare module './tables.ts' {
  interface Tables {
    platform_migrations: { name: string; checksum: string; applied_at: Date }
  }
}

export {}
