import { QueryClientProvider } from '@tanstack/react-query';
import type { i18n } from 'i18next';
import { useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { I18nextProvider } from 'react-i18next';
import type { ApiClient } from '../contracts/api/index.ts';
import { ClientContext } from './client/context.ts';
import { makeServerData } from './client/server-data.ts';
import { Frame } from './frame/frame.tsx';
import { useAppearance } from './state/appearance.ts';
import { useTheme } from './theme/use-theme.ts';

/** Everything that screens find around them: the client, its cache, texts, theme. */
export function App({ client, texts }: { readonly client: ApiClient; readonly texts: i18n }) {
  const language = useAppearance((appearance) => appearance.language);
  const [data] = useState(makeServerData);
  useTheme();
  useEffect(() => {
    document.documentElement.lang = language;
    void texts.changeLanguage(language);
    void window.quayside?.setLanguage(language);
  }, [language, texts]);
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={data}>
        <I18nextProvider i18n={texts}>
          <I18nProvider locale={language}>
            <Frame />
          </I18nProvider>
        </I18nextProvider>
      </QueryClientProvider>
    </ClientContext>
  );
}
