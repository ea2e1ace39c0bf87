import '@fontsource-variable/inter/wght.css';
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { listen } from './app/events.ts';
import { loadSettings } from './settings/page-settings.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
listen();
// Nothing is shown in a language or in colours that the next moment takes back.
void loadSettings().then(() => {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
