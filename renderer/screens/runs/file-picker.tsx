import { FileUp, X } from 'lucide-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DropZone, type DropZoneProps, isFileDropItem } from 'react-aria-components';
import type { FoundSource } from '../../../contracts/api/files.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Mark } from '../../components/marks.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { baseName } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { type ChosenSource, chooseFiles, takeFiles } from '../../host/files.ts';

interface FilePickerProps {
  readonly chosen: readonly ChosenSource[];
  /** What the engine found there, in the same order. */
  readonly found: readonly FoundSource[] | undefined;
  readonly onChange: (chosen: readonly ChosenSource[]) => void;
}

type DropEvent = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];

const isSame = (one: ChosenSource, other: ChosenSource): boolean =>
  JSON.stringify(one.source) === JSON.stringify(other.source);

/** Each once. */
export const withMore = (
  chosen: readonly ChosenSource[],
  more: readonly ChosenSource[],
): readonly ChosenSource[] => [
  ...chosen,
  ...more.filter((one) => !chosen.some((other) => isSame(one, other))),
];

/** Files by dialog or drop, with what was found there. */
export function FilePicker({ chosen, found, onChange }: FilePickerProps) {
  const { t } = useTranslation('runs');
  const add = useMutation({
    mutationFn: (take: () => Promise<readonly ChosenSource[]>) => take(),
    onSuccess: (more) => onChange(withMore(chosen, more)),
  });
  const drop = async ({ items }: DropEvent): Promise<readonly ChosenSource[]> =>
    takeFiles(await Promise.all(items.filter(isFileDropItem).map((item) => item.getFile())));
  return (
    <DropZone className="drop" onDrop={(event) => add.mutate(() => drop(event))} aria-label={t('form.drop')}>
      {chosen.length === 0 ? null : (
        <ul className="drop-files">
          {chosen.map((one, index) => (
            <FileRow
              key={JSON.stringify(one.source)}
              name={one.name}
              found={found?.[index]}
              remove={() => onChange(chosen.filter((other) => other !== one))}
            />
          ))}
        </ul>
      )}
      <div className="row wrap">
        <Button icon={FileUp} isDisabled={add.isPending} onPress={() => add.mutate(() => chooseFiles())}>
          {t(add.isPending ? 'form.uploading' : 'form.choose')}
        </Button>
        <span className="faint">{t('form.drop')}</span>
      </div>
      {add.error === null ? null : <ErrorNotice error={add.error} />}
    </DropZone>
  );
}

interface FileRowProps {
  readonly name: string;
  readonly found: FoundSource | undefined;
  readonly remove: () => void;
}

function FileRow({ name, found, remove }: FileRowProps) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const isBad = found?.kind === 'missing' || found?.kind === 'unreadable';
  return (
    <li className="row">
      <span className="clip grow" title={name}>
        {found?.name ?? baseName(name)}
      </span>
      {isBad ? <Mark tone="error" text={t(`found.${found.kind}`)} /> : null}
      <span className="faint num">
        {found?.kind === 'folder' ? t('found.files', { count: found.files ?? 0 }) : null}
        {found?.kind === 'file' ? format.bytes(found.bytes ?? 0) : null}
      </span>
      <IconButton icon={X} label={t('form.remove', { name: baseName(name) })} onPress={remove} />
    </li>
  );
}
