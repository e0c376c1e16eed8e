import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app.tsx';
import { connect } from './client/client.ts';
import { reloadWhenReplaced } from './host/reload-when-replaced.ts';
import { startTexts } from './i18n/start.ts';
import { useAppearance } from './state/appearance.ts';
import './theme/tokens.css';
import './theme/base.css';

// The page's policy allows no code made at run time, which zod would otherwise try.
z.config({ jitless: true });

reloadWhenReplaced();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
const client = connect();
const texts = await startTexts(useAppearance.getState().language);
createRoot(root).render(
  <StrictMode>
    <App client={client} texts={texts} />
  </StrictMode>,
);
