import '@mantine/core/styles.css';
import './admin.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { startWords } from './words';

await startWords();
createRoot(document.getElementById('admin') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
