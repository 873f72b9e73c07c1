import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './automation.ts';
import { SAFE_MODE, watchBoot } from './boot.ts';
import { openLatest } from './runs/runs-store.ts';
import { CrashScreen } from './shared/CrashScreen.tsx';
import './tokens.css';
import './layout.css';
import './charts/charts.css';
import './design/design.css';
import './run/candidate/candidate.css';
import './run/run.css';
import './runs/runs.css';
import './runs/stored-marks.ts';

watchBoot();
if (!SAFE_MODE) void openLatest();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <CrashScreen>
      <App />
    </CrashScreen>
  </StrictMode>,
);
