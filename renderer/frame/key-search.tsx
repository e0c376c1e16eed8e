import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Autocomplete,
  Dialog,
  Heading,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { useClient } from '../client/context.ts';
import { ErrorNotice } from '../components/notice.tsx';
import { TenantName } from '../components/marks.tsx';
import { go } from '../router/use-place.ts';
import { useSettled } from '../state/use-settled.ts';
import { FirstOnEnter } from './first-on-enter.tsx';
import { foundRows } from './found-rows.ts';
import { useFrame } from './use-frame.ts';

/** A key, code or name, wherever its row is; or a run. */
export function KeySearch() {
  const { t } = useTranslation();
  const { overlay, open } = useFrame();
  const isOpen = overlay === 'keySearch';
  return (
    <ModalOverlay
      className="veil"
      isOpen={isOpen}
      onOpenChange={(is) => open(is ? 'keySearch' : null)}
      isDismissable
    >
      <Modal className="modal palette-modal">
        <Dialog className="dialog">
          <Heading slot="title" className="sr-only">
            {t('keySearch.title')}
          </Heading>
          <Found close={() => open(null)} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Found({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [text, setText] = useState('');
  const wanted = useSettled(text.trim(), 150);
  const { data, error } = useQuery({
    queryKey: ['search', wanted],
    queryFn: ({ signal }) => client.search.find({ text: wanted, limit: 30 }, { signal }),
    enabled: wanted !== '',
    placeholderData: keepPreviousData,
  });
  const rows = wanted === '' || data === undefined ? [] : foundRows(data, t);
  return (
    <FirstOnEnter close={close}>
      <Autocomplete inputValue={text} onInputChange={setText}>
        <SearchField className="palette-search" aria-label={t('keySearch.title')} autoFocus>
          <Input placeholder={t('keySearch.placeholder')} />
        </SearchField>
        {error === null ? null : <ErrorNotice error={error} />}
        <div className="palette-scroll" role="group" aria-label={t('keySearch.title')} tabIndex={0}>
          <Menu
            className="palette-list"
            aria-label={t('keySearch.title')}
            items={rows}
            onAction={(id) => {
              close();
              const row = rows.find((one) => one.id === id);
              if (row !== undefined) go(row.place);
            }}
            renderEmptyState={() => (
              <p className="palette-empty">
                {wanted === '' ? t('keySearch.empty') : t('keySearch.nothing', { text: wanted })}
              </p>
            )}
          >
            {({ id, title, detail, where, tenant }) => (
              <MenuItem id={id} textValue={title} className="list-item">
                <span className="clip">{title}</span>
                <span className="clip grow faint">{detail}</span>
                {tenant === null ? null : <TenantName tenant={tenant} />}
                <span className="badge">{where}</span>
              </MenuItem>
            )}
          </Menu>
        </div>
        {data?.cut === true ? <p className="palette-foot">{t('keySearch.cut')}</p> : null}
      </Autocomplete>
    </FirstOnEnter>
  );
}
