import 'antd/dist/antd.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { giveHeadStart } from './app/head-start.ts';
import { createConsoleRouter } from './app/router.tsx';
import { ThemeProvider } from './app/theme-provider.tsx';
import { startI18n } from './i18n/index.ts';
import './app/base.css';

const queryClient = createQueryClient();
const router = createConsoleRouter(queryClient);
giveHeadStart(queryClient, router);
await startI18n();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
