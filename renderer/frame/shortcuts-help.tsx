import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/dialog.tsx';
import { screens } from '../screens/index.ts';
import { keysText } from './shortcuts.ts';
import { useFrame } from './use-frame.ts';

/** The keys, on one page. */
export function ShortcutsHelp() {
  const { t } = useTranslation();
  const { overlay, open } = useFrame();
  const everywhere: readonly (readonly [string, string])[] = [
    [keysText('mod+k'), t('shortcuts.palette')],
    [keysText('mod+p'), t('shortcuts.keySearch')],
    ['/', t('shortcuts.filter')],
    ['?', t('shortcuts.help')],
    ['Esc', t('shortcuts.close')],
    ...screens.map(({ name, key }): readonly [string, string] => [
      `G ${key.toUpperCase()}`,
      t('shortcuts.screen', { screen: t(`screens.${name}`) }),
    ]),
  ];
  const grid: readonly (readonly [string, string])[] = [
    [t('shortcuts.arrows'), t('shortcuts.moveCell')],
    [t('shortcuts.shiftArrows'), t('shortcuts.range')],
    [keysText('mod+c'), t('shortcuts.copy')],
    ['J', t('shortcuts.nextBad')],
    ['K', t('shortcuts.previousBad')],
    ['Tab', t('shortcuts.nextBad')],
  ];
  const fixing: readonly (readonly [string, string])[] = [
    ['Enter', t('shortcuts.edit')],
    ['A', t('shortcuts.accept')],
    [keysText('mod+z'), t('shortcuts.undo')],
    [keysText('mod+y'), t('shortcuts.redo')],
    ['M', t('shortcuts.mine')],
    ['S W N', t('shortcuts.hand')],
    ['V X', t('shortcuts.waive')],
    ['D', t('shortcuts.keep')],
  ];
  return (
    <Dialog title={t('shortcuts.title')} isOpen={overlay === 'shortcuts'} onClose={() => open(null)}>
      <div className="keys-columns">
        <Keys title={t('shortcuts.everywhere')} keys={everywhere} />
        <div className="stack">
          <Keys title={t('shortcuts.grid')} keys={grid} />
          <Keys title={t('shortcuts.fixing')} keys={fixing} />
        </div>
      </div>
    </Dialog>
  );
}

function Keys({
  title,
  keys,
}: {
  readonly title: string;
  readonly keys: readonly (readonly [string, string])[];
}) {
  return (
    <section className="stack">
      <h3>{title}</h3>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>{what}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
