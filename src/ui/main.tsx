import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './automation.ts';
import { CrashScreen } from './shared/CrashScreen.tsx';
import './tokens.css';
import './layout.css';
import './charts/charts.css';
import './design/design.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CrashScreen>
      <App />
    </CrashScreen>
  </StrictMode>,
);
