import { expect, test } from 'vitest';
import { ownArguments, readArguments, readLink } from '../../electron/main/arguments.ts';

test('files, folders, a workspace and a link are told apart; what is Electron’s is passed over', () => {
  expect(
    readArguments(
      [
        '--inspect=0',
        'in/suppliers.csv',
        '/data/parts.csv',
        '--workspace=lake',
        'quayside://run/0195-a',
        'https://x/',
      ],
      '/home/me',
    ),
  ).toEqual({
    paths: ['/home/me/in/suppliers.csv', '/data/parts.csv'],
    workspace: '/home/me/lake',
    link: { to: 'run', runId: '0195-a' },
  });
  expect(readArguments([], '/')).toEqual({ paths: [] });
});

test('the application’s own folder is no argument of it', () => {
  expect(ownArguments(['/e/electron', '-r', '/x.js', '/app', 'a.csv'], '/app', false)).toEqual(['a.csv']);
  expect(ownArguments(['/opt/quayside', 'a.csv'], '/opt/resources/app.asar', true)).toEqual(['a.csv']);
});

test.each([
  ['quayside://run/0195-a', '0195-a'],
  ['QUAYSIDE://RUN/0195-a/', '0195-a'],
  ['quayside://run/', undefined],
  ['quayside://run/a/b', undefined],
  ['quayside://run/..', undefined],
  ['quayside://run/%2e%2e', undefined],
  ['quayside://run/a b', undefined],
  ['quayside://settings/x', undefined],
  ['https://run/a', undefined],
  [`quayside://run/${'a'.repeat(200)}`, undefined],
])('%s', (url, runId) => expect(readLink(url)?.runId).toBe(runId));
