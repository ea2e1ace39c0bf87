import '@fontsource-variable/inter/wght.css';
import './base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { listen } from './app/events.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
listen();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
