import { type Browser, chromium } from 'playwright-core';

/** A current Chromium from npm. Its own arguments switch web security off, so it is started without them. */
export async function launch(): Promise<Browser> {
  // @sparticuz/chromium unpacks its libraries only where it believes itself on Lambda.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packed.executablePath(),
    args: ['--no-sandbox', '--font-render-hinting=none', '--disable-gpu'],
    headless: true,
  });
}
