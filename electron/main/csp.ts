/**
 * What the page may load: its own files and nothing else. Scripts only from files, never inline and never evaluated. Styles may be
 * inline: the grid and the charts make theirs at run time. Navigation, forms and frames are off.
 */
export const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: blob:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `worker-src 'self'`,
  `manifest-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-src 'none'`,
  `frame-ancestors 'none'`,
  `object-src 'none'`,
].join('; ');
