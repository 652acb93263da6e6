/** Starts the console: words, theme, queries, routes. */
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router'
import { openQueryClient } from './api/query-client.ts'
import { startI18n } from './i18n/start.ts'
import { openRouter } from './routes.tsx'
import { AppearanceProvider } from './theme/appearance.tsx'
import './theme/base.css'
import './theme/frame.css'
import './theme/pages.css'
import './theme/lists.css'
import './theme/forms.css'
import './theme/channels.css'
import './theme/today.css'
import './theme/reach.css'
import './theme/media.css'
import './theme/figures.css'
import './theme/rules.css'
import './theme/people.css'
import './theme/privacy.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

await startI18n()
const router = openRouter()
const client = openQueryClient((signedOut) => void signedOut.resetQueries({ queryKey: ['console.me'] }))

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <AppearanceProvider>
        <RouterProvider router={router} />
      </AppearanceProvider>
    </QueryClientProvider>
  </StrictMode>,
)
