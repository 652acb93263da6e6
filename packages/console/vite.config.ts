/** Builds the console to `dist`, which the server hands out for every path that is not an API. In `vite dev` the API is proxied. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Where `vite dev` finds a running server. */
const DEV_SERVER_URL = 'http://127.0.0.1:8080'
const PACKED = /\.(js|css|html|svg)$/
/** Below it a packed copy saves nothing. */
const PACKED_FROM_BYTES = 1_024
const packed = promisify(gzip)

/** Lays a `.gz` beside every text file, so that the server packs nothing while it serves. */
function packedCopies(): Plugin {
  let folder = ''
  return {
    name: 'packed-copies',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir)
    },
    closeBundle: async () => {
      for (const file of await readdir(folder, { recursive: true })) {
        if (!PACKED.test(file)) continue
        const content = await readFile(join(folder, file))
        if (content.length < PACKED_FROM_BYTES) continue
        await writeFile(join(folder, `${file}.gz`), await packed(content, { level: constants.Z_BEST_COMPRESSION }))
      }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), packedCopies()],
  server: { proxy: { '/api': DEV_SERVER_URL, '/v1': DEV_SERVER_URL, '/sa': DEV_SERVER_URL } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // ECharts with its canvas renderer is one lazily loaded file above the default warning.
    chunkSizeWarningLimit: 700,
  },
})
