declare module '../db/tables.ts' {
  interface Tables {
    platform_settings: { name: string; value: string }
  }
}

export {}
