// Owns the start of the page: its styles, its words, its one client, and the element that it is drawn in.
import './app/styles.ts'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { lendNonce, styleNonce } from './app/nonce.ts'
import { Page } from './app/Page.tsx'
import { theme } from './app/theme.ts'
import { makeClient } from './asks/client.ts'
import { prepareWords } from './words/words.ts'

async function start(): Promise<void> {
  const place = document.getElementById('page')
  if (place === null) throw new Error('index.html holds no element #page')
  lendNonce()
  await prepareWords()
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
        <QueryClientProvider client={makeClient()}>
          <Page />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

void start()
