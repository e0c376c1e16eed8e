import { protocol } from 'electron';
import { type Asset, findAsset } from './asset.ts';
import { pageScheme } from './page.ts';

/** Makes the page an origin of its own: must be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves `folder` as the application's page. */
export function serveScheme(folder: string): void {
  // Electron before 25 lacks `handle`.
  if (typeof protocol.handle === 'function') {
    protocol.handle(pageScheme, async ({ method, url }) => {
      const { status, headers, body } = await findAsset(folder, method, url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  protocol.registerBufferProtocol(pageScheme, ({ method, url }, answer) => {
    void findAsset(folder, method, url).then(({ status, headers, body }: Asset) =>
      answer({ statusCode: status, headers: { ...headers }, data: body }),
    );
  });
}
