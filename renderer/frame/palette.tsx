import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Heading,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { commandsOf } from './commands.ts';
import { FirstOnEnter } from './first-on-enter.tsx';
import { useCommandContext } from './use-command-context.ts';
import { useFrame } from './use-frame.ts';

export interface Command {
  readonly id: string;
  readonly group: 'go' | 'do' | 'tenant' | 'look';
  readonly text: string;
  readonly icon: LucideIcon;
  readonly keys?: string;
  readonly run: () => void;
}

/** Every command by its words. */
export function Palette() {
  const { t } = useTranslation();
  const { overlay, open } = useFrame();
  const { contains } = useFilter({ sensitivity: 'base' });
  const commands = commandsOf(useCommandContext());
  const groups = [...new Set(commands.map(({ group }) => group))].map((group) => ({
    id: `group-${group}`,
    title: t(`palette.groups.${group}`),
    items: commands.filter((command) => command.group === group),
  }));
  const act = (id: unknown): void => {
    open(null);
    commands.find((command) => command.id === id)?.run();
  };
  return (
    <ModalOverlay
      className="veil"
      isOpen={overlay === 'palette'}
      onOpenChange={(isOpen) => open(isOpen ? 'palette' : null)}
      isDismissable
    >
      <Modal className="modal palette-modal">
        <Dialog className="dialog">
          <Heading slot="title" className="sr-only">
            {t('palette.title')}
          </Heading>
          <FirstOnEnter close={() => open(null)}>
            <Autocomplete filter={(text, input) => input.split(/\s+/).every((word) => contains(text, word))}>
              <SearchField className="palette-search" aria-label={t('palette.title')} autoFocus>
                <Input placeholder={t('palette.placeholder')} />
              </SearchField>
              <div className="palette-scroll" role="group" aria-label={t('palette.title')} tabIndex={0}>
                <Menu
                  className="palette-list"
                  items={groups}
                  onAction={act}
                  renderEmptyState={() => <p className="palette-empty">{t('palette.nothing')}</p>}
                >
                  {(group) => (
                    <MenuSection id={group.id}>
                      <Header className="palette-group">{group.title}</Header>
                      <Collection items={group.items}>
                        {({ id, text, icon: Icon, keys }) => (
                          <MenuItem id={id} textValue={text} className="list-item">
                            <Icon size={14} aria-hidden />
                            <span className="grow clip">{text}</span>
                            {keys === undefined ? null : <kbd>{keys}</kbd>}
                          </MenuItem>
                        )}
                      </Collection>
                    </MenuSection>
                  )}
                </Menu>
              </div>
            </Autocomplete>
          </FirstOnEnter>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
